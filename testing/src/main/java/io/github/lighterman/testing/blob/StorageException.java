package io.github.lighterman.testing.blob;

/** Ends the handling of a request with one of the service's errors. */
final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StorageError error;
  private final String explanation;
  private final String detail;
  private String contentRange = "";

  StorageException(StorageError error, String message, String detail) {
    super(detail.isEmpty() ? message : message + " " + detail);
    this.explanation = detail.isEmpty() ? message : message + " " + detail;
    this.error = error;
    this.detail = detail;
  }

  /** Has the answer tell how much there is. */
  StorageException withLength(long length) {
    contentRange = "bytes */" + length;
    return this;
  }

  StorageError error() {
    return error;
  }

  /** Returns the message, which is always there. */
  String explanation() {
    return explanation;
  }

  String detail() {
    return detail;
  }

  /** Returns the answer's Content-Range, or the empty text if it has none. */
  String contentRange() {
    return contentRange;
  }
}
