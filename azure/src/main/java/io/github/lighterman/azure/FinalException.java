package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request was not sent, or not answered, for a reason that sending it again would not change. */
final class FinalException extends IOException {
  private static final long serialVersionUID = 1;

  private final BatchException.Kind kind;

  FinalException(BatchException.Kind kind, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.kind = requireNonNull(kind, "kind");
  }

  BatchException.Kind kind() {
    return kind;
  }
}
