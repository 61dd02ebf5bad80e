package io.github.lighterman.testing.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Says of what can't be read at all that the connection ends. Jetty ends it and doesn't say so, and
 * a client that used it again would lose its next request.
 */
final class ClosingErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    return super.handle(request, response, callback);
  }
}
