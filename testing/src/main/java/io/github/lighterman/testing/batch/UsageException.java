package io.github.lighterman.testing.batch;

/** The program was started in a way that it doesn't understand; the message is for who did so. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
