package io.github.lighterman.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.microsoft.azure.batch.protocol.models.BatchError;
import com.microsoft.azure.batch.protocol.models.BatchErrorDetail;
import com.microsoft.azure.batch.protocol.models.ErrorMessage;
import com.microsoft.rest.RestException;
import io.github.lighterman.azure.BatchFailures.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the SDK's exceptions apart. */
final class SdkFailures {
  // What was sent may be a secret, and so may what was to be signed.
  private static final Set<String> UNSAID = Set.of("AuthenticationErrorDetail", "PropertyValue");

  private SdkFailures() {}

  /**
   * Returns what a call's exception means.
   *
   * @throws RuntimeException the same, if it's a mistake of ours
   */
  static BatchException of(BatchFailures failures, String action, RuntimeException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof RestException rest) {
        // It isn't kept as the cause: its message is all of the body.
        BatchException refused = failures.answered(action, answer(rest));
        return rest.response().headers().get(Retries.REPEATED) == null
            ? refused
            : refused.afterOtherTries();
      }
      if (each instanceof JsonProcessingException broken) {
        return failures.unreadable(action, broken.getClass().getSimpleName());
      }
      if (each instanceof IOException io) {
        return failures.unanswered(action, io);
      }
    }
    if (isOfSdk(e)) {
      return failures.unreadable(action, "something is missing in it");
    }
    throw e;
  }

  /** The SDK believes that an answer has all that it should have. */
  private static boolean isOfSdk(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e instanceof NullPointerException
        && trace.length > 0
        && trace[0].getClassName().startsWith("com.microsoft.");
  }

  /** Returns what an error says, in one line, without queries of addresses. */
  static String message(@Nullable BatchError error) {
    String said =
        Optional.ofNullable(error)
            .map(BatchError::message)
            .map(ErrorMessage::value)
            .flatMap(text -> text.lines().findFirst())
            .orElse("");
    String more =
        Optional.ofNullable(error).map(BatchError::values).orElse(List.of()).stream()
            .filter(each -> !UNSAID.contains(String.valueOf(each.key())))
            .map(SdkFailures::text)
            .collect(Collectors.joining("; "));
    return SignedUrls.redact(more.isEmpty() ? said : said + " [" + more + "]");
  }

  /** Returns an error's code, or nothing. */
  static String code(@Nullable BatchError error) {
    return Optional.ofNullable(error).map(BatchError::code).orElse("");
  }

  private static Answer answer(RestException e) {
    BatchError error = e.body() instanceof BatchError body ? body : null;
    return new Answer(
        e.response().code(),
        code(error),
        message(error),
        ClockSkew.words(e.response().headers().get("Date"), Instant.now()));
  }

  private static String text(BatchErrorDetail detail) {
    return detail.key() + ": " + String.valueOf(detail.value()).replaceAll("\\s+", " ");
  }
}
