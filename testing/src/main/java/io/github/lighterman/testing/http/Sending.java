package io.github.lighterman.testing.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One answer on its way out. */
final class Sending {
  private static final int PIECE = 64 * 1024;

  private final Request request;
  private final Response response;
  private final Callback callback;

  Sending(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  void send(HttpReply reply) {
    Duration delay = reply.delivery().delay();
    if (delay.isZero() || delay.isNegative()) {
      sendNow(reply);
      return;
    }
    var unused =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> request.getComponents().getExecutor().execute(() -> sendNow(reply)),
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void sendNow(HttpReply reply) {
    try {
      if (reply.delivery().reset()) {
        reply.body().discard();
        reset();
      } else {
        sendHead(reply);
        sendBody(reply);
      }
    } catch (IOException | RuntimeException e) {
      callback.failed(e);
    }
  }

  private void sendHead(HttpReply reply) {
    response.setStatus(reply.status());
    for (Map.Entry<String, String> header : reply.headers().entries()) {
      response.getHeaders().add(header.getKey(), header.getValue());
    }
    boolean chunked = response.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    boolean empty = reply.status() == 204 || reply.status() == 304;
    if (!chunked && !empty && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length());
    }
  }

  private void sendBody(HttpReply reply) throws IOException {
    int cut = reply.delivery().cutAfter();
    boolean whole = cut < 0 || cut >= reply.body().length();
    if (request.getMethod().equals("HEAD")) {
      reply.body().discard();
      response.write(true, ByteBuffer.allocate(0), callback);
    } else if (whole && reply.body().isInMemory()) {
      response.write(true, reply.body().buffer(), callback);
    } else {
      boolean copied;
      try (InputStream in = reply.body().open()) {
        copied = copy(in, whole ? reply.body().length() : cut);
      }
      if (!copied) {
        reset();
      } else if (whole) {
        response.write(true, ByteBuffer.allocate(0), callback);
      } else {
        flushThenClose();
      }
    }
  }

  /** Tells whether the stream had that much. */
  private boolean copy(InputStream in, long length) throws IOException {
    byte[] piece = new byte[(int) Math.min(PIECE, Math.max(length, 1))];
    for (long left = length; left > 0; ) {
      int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, left));
      if (count == 0) {
        return false;
      }
      Content.Sink.write(response, false, ByteBuffer.wrap(piece, 0, count));
      left -= count;
    }
    return true;
  }

  private void flushThenClose() throws IOException {
    Content.Sink.write(response, false, ByteBuffer.allocate(0));
    endPoint().close();
    callback.failed(new EofException("cut on purpose"));
  }

  /** With a linger of zero the system sends RST and throws away what wasn't sent. */
  private void reset() throws IOException {
    if (endPoint().getTransport() instanceof SocketChannel channel) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    endPoint().close();
    callback.failed(new EofException("reset on purpose"));
  }

  private EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }
}
