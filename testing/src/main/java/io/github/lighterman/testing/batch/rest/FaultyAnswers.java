package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.Faults;
import io.github.lighterman.testing.batch.fault.ServiceOperation;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The faults that strike requests. */
final class FaultyAnswers {
  private static final String PAGE =
      """
      <html>
      <head><title>502 Bad Gateway</title></head>
      <body>
      <center><h1>502 Bad Gateway</h1></center>
      </body>
      </html>
      """;

  private final Account account;
  private final Faults faults;

  FaultyAnswers(Account account) {
    this.account = account;
    this.faults = account.faults();
  }

  /** Answers in place of the service, or spoils its answer, or passes it on. */
  HttpReply spoil(Optional<ServiceOperation> known, Supplier<HttpReply> service) {
    if (known.isEmpty()) {
      return service.get();
    }
    ServiceOperation operation = known.get();
    HttpReply reply = spoil(operation, service);
    return faults.strike(Fault.SLOW_ANSWER, operation).map(reply::after).orElse(reply);
  }

  /**
   * Lets a request pass that is authentic, or refuses it. Returns the time as of which a list is to
   * be shown, or empty for the present.
   */
  Optional<Instant> pass(ServiceOperation operation, Map<String, String> parameters) {
    refuse(Fault.TOO_MANY_REQUESTS, operation, ErrorCode.TooManyRequests);
    refuse(Fault.SERVER_BUSY, operation, ErrorCode.ServerBusy);
    if (faults.strike(Fault.INTERNAL_ERROR, operation).isPresent()) {
      throw BatchException.of(ErrorCode.InternalError);
    }
    if (faults.has(Fault.JOB_NOT_FOUND) && isStruckAsUnknown(operation, parameters)) {
      throw BatchException.of(ErrorCode.JobNotFound);
    }
    return faults.strike(Fault.STALE_LIST, operation).map(age -> account.engine().now().minus(age));
  }

  private HttpReply spoil(ServiceOperation operation, Supplier<HttpReply> service) {
    if (faults.strike(Fault.CONNECTION_RESET, operation).isPresent()) {
      return HttpReply.reset();
    }
    if (faults.strike(Fault.UNAVAILABLE, operation).isPresent()) {
      return HttpReply.of(503);
    }
    if (faults.strike(Fault.BAD_GATEWAY, operation).isPresent()) {
      return HttpReply.of(502).header("Content-Type", "text/html").body(PAGE);
    }
    HttpReply reply = service.get();
    if (reply.status() < 200 || reply.status() > 299) {
      return reply;
    }
    if (faults.strike(Fault.CONNECTION_RESET_AFTER_WRITE, operation).isPresent()) {
      return reply.lost();
    }
    int length = reply.bodyLength().orElse(0);
    return length > 0 && faults.strike(Fault.TRUNCATED_ANSWER, operation).isPresent()
        ? reply.cutAfter(length / 2)
        : reply;
  }

  private void refuse(Fault fault, ServiceOperation operation, ErrorCode code) {
    Optional<Duration> time = faults.strike(fault, operation);
    if (time.isPresent()) {
      throw BatchException.of(code).retryAfter(time.get());
    }
  }

  private boolean isStruckAsUnknown(ServiceOperation operation, Map<String, String> parameters) {
    String jobId = parameters.get("jobId");
    if (jobId == null) {
      return false;
    }
    Optional<Duration> age = account.engine().call(() -> account.jobs().age(jobId));
    return age.isPresent()
        && faults
            .strike(Fault.JOB_NOT_FOUND, operation, time -> age.get().compareTo(time) < 0)
            .isPresent();
  }
}
