package io.github.lighterman.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Makes exceptions of ours of those of the storage SDK. What storage says in the body of an answer
 * is left out, for it can hold what was signed.
 */
final class BlobFailures {
  private static final HttpHeaderName CODE = HttpHeaderName.fromString("x-ms-error-code");

  private final URI container;

  BlobFailures(URI container) {
    this.container = container;
  }

  /** Something that the SDK does. */
  @FunctionalInterface
  interface Call<T> {
    T run();
  }

  /**
   * Returns what {@code call} does.
   *
   * @param action what it does, as a verb, for the message
   * @param blob which blob, or a prefix, or empty
   */
  <T> T call(String action, String blob, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (RuntimeException e) {
      throw translated(action, blob, e);
    }
  }

  /** Returns what to throw instead of something that the SDK has thrown. */
  IOException translated(String action, String blob, RuntimeException thrown) {
    for (Throwable at = Exceptions.unwrap(thrown); at != null; at = at.getCause()) {
      if (at instanceof HttpResponseException e && e.getResponse() != null) {
        return refused(action, blob, e.getResponse());
      }
      if (at instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException(action + ": interrupted").initCause(at);
      }
      if (at instanceof IOException || at instanceof TimeoutException) {
        return new IOException(cannot(action, blob) + ": " + text(at), at);
      }
    }
    return new IOException(cannot(action, blob) + ": " + text(thrown), thrown);
  }

  /** Returns what to throw for an answer that is none of success. */
  IOException refused(String action, String blob, HttpResponse response) {
    int status = response.getStatusCode();
    String code = code(response);
    if (status == 404 && code.equals(BlobErrorCode.CONTAINER_NOT_FOUND.toString())) {
      return new IOException(
          cannot(action, blob)
              + ": there is no such container; create it, or name another one in the"
              + " configuration");
    }
    if (status == 404) {
      return new NoSuchFileException(
          blob.isEmpty() ? SignedUrls.redact(container) : blob,
          null,
          "there is no such blob in " + SignedUrls.redact(container));
    }
    String answer = "status " + status + (code.isEmpty() ? "" : " " + code);
    if (status == 401 || status == 403) {
      return new AccessDeniedException(
          blob.isEmpty() ? SignedUrls.redact(container) : blob,
          null,
          cannot(action, blob) + ": storage answered with " + answer + "; " + wayOut(code));
    }
    return new IOException(cannot(action, blob) + ": storage answered with " + answer);
  }

  private static String wayOut(String code) {
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

  private String cannot(String action, String blob) {
    String place = SignedUrls.redact(container);
    return "can't " + action + (blob.isEmpty() ? " " : " '" + blob + "' in ") + place;
  }

  private static String text(Throwable e) {
    return SignedUrls.redact(String.valueOf(e.getMessage() == null ? e : e.getMessage()));
  }

  /** Tells whether storage has refused a call with one of these codes. */
  static boolean has(RuntimeException thrown, BlobErrorCode... codes) {
    return thrown instanceof BlobStorageException e
        && e.getErrorCode() != null
        && Arrays.asList(codes).contains(e.getErrorCode());
  }

  /** Tells whether storage has refused a call, and would again. */
  static boolean isRefusal(RuntimeException thrown) {
    return Exceptions.unwrap(thrown) instanceof HttpResponseException e
        && e.getResponse() != null
        && (e.getResponse().getStatusCode() < 500 || e.getResponse().getStatusCode() == 501)
        && e.getResponse().getStatusCode() != 429;
  }

  /** Returns the service's own code for a refusal, or empty if it gave none. */
  static String code(HttpResponse response) {
    @Nullable String code = response.getHeaderValue(CODE);
    return code == null ? "" : code;
  }
}
