package io.github.lighterman.testing.http;

/** Answers requests whose bodies may be large, and are read as they come. */
@FunctionalInterface
public interface StreamingHandler {
  /**
   * Returns the answer to a request. It is called on many threads at once and may block. What it
   * throws is logged and answered with status 500 and an empty body.
   *
   * @param request the request, without its body
   * @param upload the body, which is open during this call; what of it isn't read is dropped
   */
  HttpReply handle(HttpRequest request, Upload upload) throws Exception;
}
