package io.github.lighterman.testing.http;

import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

/** Reads a request whole, has it handled, and sends what comes back. */
final class ExchangeHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);

  private final HttpHandler handler;
  private final int maxBodyBytes;

  ExchangeHandler(HttpHandler handler, int maxBodyBytes) {
    this.handler = handler;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    Sending sending = new Sending(request, response, callback);
    sending.send(reply(read(request)));
    return true;
  }

  private HttpReply reply(HttpRequest request) {
    try {
      return handler.handle(request);
    } catch (Exception e) {
      log.warn("{} can't be answered", request, e);
      return HttpReply.of(500);
    }
  }

  private HttpRequest read(Request request) throws IOException {
    byte[] body;
    BodySize size = BodySize.ALLOWED;
    try (InputStream in = Content.Source.asInputStream(request)) {
      body = in.readNBytes(maxBodyBytes);
      if (body.length == maxBodyBytes && in.read() >= 0) {
        // Read to the end: a client that still writes wouldn't see the answer.
        in.transferTo(OutputStream.nullOutputStream());
        size = BodySize.TOO_LARGE;
        body = new byte[0];
      }
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (HttpField field : request.getHeaders()) {
      headers.add(Map.entry(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }
    return new HttpRequest(
        request.getMethod(),
        Optional.ofNullable(request.getHttpURI().getPath()).orElse("/"),
        Optional.ofNullable(request.getHttpURI().getQuery()),
        HttpHeaders.of(headers),
        body,
        size);
  }
}
