package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.Upload;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Brings each request to what it asks for, and each outcome into the service's form. */
final class Dispatcher {
  private final String account;
  private final Authority authority;
  private final Map<BlobOperation, Action> actions;
  private final BlobFaults faults;
  private final RequestLog log;
  private final Clock clock;

  Dispatcher(
      String account,
      Authority authority,
      Map<BlobOperation, Action> actions,
      BlobFaults faults,
      RequestLog log,
      Clock clock) {
    this.account = account;
    this.authority = authority;
    this.actions = actions;
    this.faults = faults;
    this.log = log;
    this.clock = clock;
  }

  HttpReply handle(HttpRequest request, Upload upload) throws IOException {
    Route route = route(request);
    Optional<BlobFaultRule> rule = faults.next(route.operation());
    HttpReply reply =
        rule.isPresent() ? strike(rule.get(), request, upload) : answer(request, upload).reply();
    record(request, route, reply.status());
    return reply;
  }

  /** What can't be read is judged, and refused, when it's answered. */
  private Route route(HttpRequest request) {
    try {
      return Route.of(request, Target.of(account, request.path()), Query.of(request.query()));
    } catch (StorageException e) {
      return new Route(BlobOperation.UNSUPPORTED, "unreadable");
    }
  }

  private void record(HttpRequest request, Route route, int status) {
    String target = RequestLog.redacted(request.target());
    log.add(
        new BlobRequest(
            clock.instant(), route.operation(), route.title(), request.method(), target, status));
  }

  private HttpReply strike(BlobFaultRule rule, HttpRequest request, Upload upload)
      throws IOException {
    return switch (rule.fault()) {
      case THROTTLED ->
          failure(request, StorageError.SERVER_BUSY.exception())
              .header("Retry-After", "" + rule.time().plusMillis(999).toSeconds())
              .reply();
      case INTERNAL_ERROR -> failure(request, StorageError.INTERNAL_ERROR.exception()).reply();
      case UNAVAILABLE -> HttpReply.of(503);
      case RESET_BEFORE_APPLY -> HttpReply.reset();
      case RESET_AFTER_APPLY -> {
        answer(request, upload);
        yield HttpReply.reset();
      }
      case SLOW -> answer(request, upload).reply().after(rule.time());
      case TRUNCATED -> truncated(answer(request, upload));
    };
  }

  private static HttpReply truncated(Answer answer) {
    long length = answer.length();
    return length == 0
        ? HttpReply.reset()
        : answer.reply().cutAfter((int) Math.min(length / 2, Integer.MAX_VALUE));
  }

  /** Does what the request asks for; every error is an answer too. */
  Answer answer(HttpRequest request, Upload upload) throws IOException {
    try {
      Query query = Query.of(request.query());
      Target target = Target.of(account, request.path());
      Route route = Route.of(request, target, query);
      Grant grant = authority.check(request, query, target, upload.from());
      Call call = new Call(route, target, query, request, upload, grant);
      if (route.operation() != BlobOperation.GET_USER_DELEGATION_KEY) {
        grant.require(route.operation());
      }
      RequestRules.check(call);
      target.requireLegal();
      return common(request, query, action(route).apply(call));
    } catch (StorageException e) {
      return failure(request, e);
    }
  }

  /** Answers a request that came within another one. */
  private Answer part(HttpRequest request, Upload upload) throws IOException {
    Answer answer = answer(request, upload);
    record(request, route(request), answer.status());
    return answer;
  }

  private Action action(Route route) {
    if (route.operation() == BlobOperation.BATCH) {
      return new BatchDeletes(this::part)::apply;
    }
    Action action = actions.get(route.operation());
    if (action == null) {
      throw new IllegalStateException("nothing does " + route.operation());
    }
    return action;
  }

  private Answer failure(HttpRequest request, StorageException failure) {
    StorageError error = failure.error();
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    Answer answer =
        common(request, new Query(List.of()), Answer.of(error.status()))
            .header("x-ms-request-id", id)
            .header("x-ms-error-code", error.code());
    if (!failure.contentRange().isEmpty()) {
      answer.header("Content-Range", failure.contentRange());
    }
    if (error.status() == 401) {
      answer.header(
          "WWW-Authenticate",
          "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize"
              + " resource_id=https://storage.azure.com");
    }
    if (error == StorageError.NOT_MODIFIED) {
      return answer;
    }
    return answer.xml(
        Xml.document(
            "Error",
            xml -> {
              xml.text("Code", error.code())
                  .text("Message", failure.explanation() + "\nRequestId:" + id + "\nTime:" + now);
              if (error == StorageError.AUTHENTICATION_FAILED) {
                xml.text("AuthenticationErrorDetail", failure.detail());
              }
            }));
  }

  private static Answer common(HttpRequest request, Query query, Answer answer) {
    String version =
        request.header("x-ms-version").or(() -> query.value("sv")).orElse(BlobEmulator.VERSION);
    request
        .header("x-ms-client-request-id")
        .ifPresent(id -> answer.header("x-ms-client-request-id", id));
    return answer
        .header("x-ms-request-id", UUID.randomUUID().toString())
        .header("x-ms-version", version);
  }
}
