package io.github.lighterman.testing.batch.node;

/** A storage account, or another server, did not do what a node wanted of it. */
final class StorageException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why not. */
  enum Kind {
    DENIED,
    NOT_FOUND,
    CONFLICT,
    TIMED_OUT,
    OTHER
  }

  private final Kind kind;

  StorageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static StorageException ofStatus(int status) {
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.DENIED;
          case 404 -> Kind.NOT_FOUND;
          case 409, 412 -> Kind.CONFLICT;
          case 408 -> Kind.TIMED_OUT;
          default -> Kind.OTHER;
        };
    return new StorageException(kind, "the server answered with status " + status);
  }

  Kind kind() {
    return kind;
  }
}
