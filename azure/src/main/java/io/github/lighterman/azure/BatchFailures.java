package io.github.lighterman.azure;

import io.github.lighterman.azure.BatchException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Says of a request that failed what that means, and in words what to do. Immutable. */
final class BatchFailures {
  /** What a pool that scales itself says to a new formula within 30 seconds of the last. */
  static final String TOO_SOON = "TooManyEnableAutoScaleRequests";

  private static final Set<String> LATER =
      Set.of(
          TOO_SOON,
          "PoolBeingCreated",
          "PoolBeingResized",
          "NodeBeingCreated",
          "NodeBeingStarted",
          "NodeBeingReimaged",
          "NodeBeingRebooted");

  private final URI endpoint;
  private final AzureAuth auth;

  BatchFailures(URI endpoint, AzureAuth auth) {
    this.endpoint = endpoint;
    this.auth = auth;
  }

  /**
   * An answer that is no success.
   *
   * @param status of HTTP
   * @param code the service's own; empty if there is none
   * @param message what it said; empty if nothing
   * @param clock how far this machine's clock is off, in words; empty if it isn't
   */
  record Answer(int status, String code, String message, String clock) {}

  /**
   * Returns the failure of a request that was answered.
   *
   * @param action what was wanted, such as {@code add job 'x'}
   */
  BatchException answered(String action, Answer answer) {
    Kind kind = kind(answer);
    String message =
        action
            + ": "
            + SignedUrls.redact(answer.message().lines().findFirst().orElse("refused").strip())
            + " ("
            + answer.status()
            + (answer.code().isEmpty() ? "" : " " + answer.code())
            + ")"
            + (kind == Kind.DENIED && !answer.clock().isEmpty() ? "; " + answer.clock() : "")
            + (kind == Kind.DENIED ? "; " + wayIn(answer.code()) : "");
    return new BatchException(kind, answer.code(), message, null);
  }

  /** Returns the failure of a request that was answered with what nobody can read. */
  BatchException unreadable(String action, String reason) {
    return new BatchException(
        Kind.TRANSIENT,
        "",
        action
            + ": "
            + Unanswered.place(endpoint)
            + " answered with what is no answer of Batch: "
            + reason,
        null);
  }

  /** Returns the failure of a request that was not answered. */
  BatchException unanswered(String action, IOException e) {
    if (e instanceof FinalException last) {
      String hint = last.kind() == Kind.DENIED ? "; " + wayIn("") : "";
      return new BatchException(last.kind(), "", action + ": " + last.getMessage() + hint, e);
    }
    String why =
        Unanswered.words(e, endpoint)
            .orElseGet(
                () ->
                    "the connection with "
                        + Unanswered.place(endpoint)
                        + " broke: "
                        + SignedUrls.redact("" + e.getMessage()));
    return new BatchException(Kind.TRANSIENT, "", action + ": " + why, e);
  }

  private static Kind kind(Answer answer) {
    if (answer.code().equals("RequestBodyTooLarge")) {
      return Kind.TOO_LARGE;
    }
    if (answer.code().equals("InvalidAuthenticationInfo")) {
      return Kind.DENIED;
    }
    if (LATER.contains(answer.code())) {
      return Kind.LATER;
    }
    return switch (answer.status()) {
      case 401, 403 -> Kind.DENIED;
      case 404 -> Kind.NOT_FOUND;
      case 409 -> answer.code().contains("QuotaReached") ? Kind.QUOTA : Kind.CONFLICT;
      case 412 -> Kind.CONFLICT;
      case 413 -> Kind.TOO_LARGE;
      case 408, 429 -> Kind.TRANSIENT;
      case 501, 505 -> Kind.INVALID;
      default -> answer.status() >= 500 ? Kind.TRANSIENT : Kind.INVALID;
    };
  }

  private String wayIn(String code) {
    String account = SignedUrls.redact(endpoint);
    if (!code.isEmpty() && !code.startsWith("Authentication") && !code.startsWith("Invalid")) {
      return "check the state of the Batch account at " + account + " and what it allows";
    }
    return auth instanceof AzureAuth.SharedKey key
        ? "check that the key is that of the Batch account '"
            + key.account()
            + "' at "
            + account
            + ", that the account allows shared keys, and that this machine's clock is right"
        : "check that the identity has a role in the Batch account at "
            + account
            + " which allows this, such as Azure Batch Data Contributor";
  }
}
