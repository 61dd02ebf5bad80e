package io.github.lighterman.testing.http;

import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.io.InputStream;

/** Reads each body whole, up to a limit, before the request is handled. */
final class WholeBodies implements StreamingHandler {
  private final HttpHandler handler;
  private final int maxBodyBytes;

  WholeBodies(HttpHandler handler, int maxBodyBytes) {
    this.handler = handler;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public HttpReply handle(HttpRequest request, Upload upload) throws Exception {
    InputStream in = upload.body();
    byte[] body = in.readNBytes(maxBodyBytes);
    BodySize size = BodySize.ALLOWED;
    if (body.length == maxBodyBytes && in.read() >= 0) {
      size = BodySize.TOO_LARGE;
      body = new byte[0];
    }
    return handler.handle(
        new HttpRequest(
            request.method(), request.path(), request.query(), request.headers(), body, size));
  }
}
