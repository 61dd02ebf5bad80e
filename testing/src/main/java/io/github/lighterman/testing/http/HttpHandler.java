package io.github.lighterman.testing.http;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Returns the answer to a request. It is called on many threads at once and may block. What it
   * throws is logged and answered with status 500 and an empty body.
   */
  HttpReply handle(HttpRequest request) throws Exception;
}
