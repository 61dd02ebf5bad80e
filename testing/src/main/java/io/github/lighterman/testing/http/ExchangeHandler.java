package io.github.lighterman.testing.http;

import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a request handled, and sends what comes back. */
final class ExchangeHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);

  private final StreamingHandler handler;

  ExchangeHandler(StreamingHandler handler) {
    this.handler = handler;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    HttpReply reply;
    try (InputStream in = Content.Source.asInputStream(request)) {
      reply = reply(head(request), new Upload(in, from(request)));
      // Read to the end: a client that still writes wouldn't see the answer.
      in.transferTo(OutputStream.nullOutputStream());
    }
    new Sending(request, response, callback).send(reply);
    return true;
  }

  private HttpReply reply(HttpRequest request, Upload upload) {
    try {
      return handler.handle(request, upload);
    } catch (Exception e) {
      log.warn("{} can't be answered", request, e);
      return HttpReply.of(500);
    }
  }

  private static InetAddress from(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress ip
        ? ip.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private static HttpRequest head(Request request) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (HttpField field : request.getHeaders()) {
      headers.add(Map.entry(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }
    return new HttpRequest(
        request.getMethod(),
        Optional.ofNullable(request.getHttpURI().getPath()).orElse("/"),
        Optional.ofNullable(request.getHttpURI().getQuery()),
        HttpHeaders.of(headers),
        new byte[0],
        BodySize.ALLOWED);
  }
}
