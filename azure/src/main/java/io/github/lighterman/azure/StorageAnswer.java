package io.github.lighterman.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer of storage that is no success, as the cause of what is thrown for it. Nothing of the
 * body is in it, which can hold what was signed.
 */
final class StorageAnswer extends Exception {
  private static final long serialVersionUID = 1;
  private static final HttpHeaderName CODE = HttpHeaderName.fromString("x-ms-error-code");

  private final int status;
  private final String code;
  private final String clock;

  private StorageAnswer(int status, String code, String clock) {
    super("status " + status + (code.isEmpty() ? "" : " " + code));
    this.status = status;
    this.code = code;
    this.clock = clock;
  }

  static StorageAnswer of(HttpResponse response) {
    @Nullable String code = response.getHeaderValue(CODE);
    return new StorageAnswer(
        response.getStatusCode(),
        code == null ? "" : code,
        ClockSkew.words(response.getHeaderValue(HttpHeaderName.DATE), Instant.now()));
  }

  /** Returns the answer that led to an exception, if one did. */
  static Optional<StorageAnswer> in(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof StorageAnswer answer) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  int status() {
    return status;
  }

  boolean isDenial() {
    return status == 401 || status == 403;
  }

  /** Returns whether the request as such is permitted to nobody who comes like this. */
  boolean isMissingPermission() {
    return code.startsWith("Authorization");
  }

  boolean isMissingContainer() {
    return status == 404 && code.equals("ContainerNotFound");
  }

  /** Returns whether the same request can succeed later. */
  boolean mayPass() {
    return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
  }

  /** Returns what it says, and the way out. */
  String reason() {
    if (isMissingContainer()) {
      return "there is no such container; create it, or name another one in the configuration";
    }
    return "storage answered with "
        + getMessage()
        + (isDenial() ? "; " + (clock.isEmpty() ? "" : clock + "; ") + wayOut() : "");
  }

  private String wayOut() {
    return switch (code) {
      case "AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation" ->
          "the key, token or signature is wrong or has expired, or this machine's clock is off";
      case "AuthorizationPermissionMismatch", "AuthorizationResourceTypeMismatch" ->
          "the signature lacks this permission (it needs r, l, c, w and d), or the identity lacks"
              + " the role 'Storage Blob Data Contributor'";
      case "KeyBasedAuthenticationNotPermitted" ->
          "the account takes no shared keys; use an identity";
      case "AuthorizationFailure", "AuthorizationSourceIPMismatch" ->
          "the account's network rules keep this machine out, or a permission is missing";
      default -> "check the key, identity or signature and its permissions";
    };
  }
}
