package io.github.lighterman.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
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
import reactor.core.Exceptions;

/**
 * Makes exceptions of ours of those of the storage SDK. What storage says in the body of an answer
 * is left out, for it can hold what was signed.
 */
final class BlobFailures {
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
      if (at instanceof NoTokenException e) {
        return noToken(action, blob, e);
      }
      if (at instanceof HttpResponseException e && e.getResponse() != null) {
        return refused(action, blob, e.getResponse());
      }
      if (at instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException(action + ": interrupted").initCause(at);
      }
      if (at instanceof IOException || at instanceof TimeoutException) {
        String reason = Unanswered.words(at, container).orElse(text(at));
        return new IOException(cannot(action, blob) + ": " + reason, at);
      }
    }
    return new IOException(cannot(action, blob) + ": " + text(thrown), thrown);
  }

  /** The issuer of tokens may have answered, and that is no answer of storage. */
  private IOException noToken(String action, String blob, NoTokenException e) {
    String reason = cannot(action, blob) + ": " + text(e);
    return e.getCause() instanceof ClientAuthenticationException
        ? (IOException) new AccessDeniedException(thing(blob), null, reason).initCause(e)
        : new IOException(reason, e);
  }

  /** Returns what to throw for an answer that is none of success. */
  IOException refused(String action, String blob, HttpResponse response) {
    StorageAnswer answer = StorageAnswer.of(response);
    if (answer.status() == 404 && !answer.isMissingContainer()) {
      return new NoSuchFileException(
          thing(blob), null, "there is no such blob in " + SignedUrls.redact(container));
    }
    String reason = cannot(action, blob) + ": " + answer.reason();
    return answer.isDenial()
        ? (IOException) new AccessDeniedException(thing(blob), null, reason).initCause(answer)
        : new IOException(reason, answer);
  }

  private String thing(String blob) {
    return blob.isEmpty() ? SignedUrls.redact(container) : blob;
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
}
