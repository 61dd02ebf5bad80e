package io.github.lighterman.testing.batch.rest;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.batch.fault.ServiceOperation;
import io.github.lighterman.testing.batch.odata.InvalidQueryException;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.http.HttpHandler;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: takes a request, and answers as the real one would. */
public final class BatchService implements HttpHandler {
  /** The most bytes that the body of a request can have. */
  public static final int MOST_BODY_BYTES = 1_048_576;

  private static final Logger log = LoggerFactory.getLogger(BatchService.class);

  private final Account account;
  private final SharedKey authentication;
  private final Watcher watcher;
  private final Watcher witness;
  private final Router router;
  private final List<ServiceOperation> operations;
  private final FaultyAnswers faults;

  /**
   * Returns a service for an account.
   *
   * @param watcher sees what clients see
   * @param witness sees what the service itself answers, before a fault spoils it
   */
  public BatchService(Account account, SharedKey authentication, Watcher watcher, Watcher witness) {
    this.account = requireNonNull(account, "account");
    this.authentication = requireNonNull(authentication, "authentication");
    this.watcher = requireNonNull(watcher, "watcher");
    this.witness = requireNonNull(witness, "witness");
    List<Operation> all = new ArrayList<>();
    all.addAll(new AccountRoutes(account).operations());
    all.addAll(new PoolRoutes(account).operations());
    all.addAll(new NodeRoutes(account).operations());
    all.addAll(new JobRoutes(account).operations());
    all.addAll(new TaskRoutes(account).operations());
    all.addAll(new FileRoutes(account).operations());
    this.router = new Router(all);
    this.operations = all.stream().map(Operation::forFaults).toList();
    this.faults = new FaultyAnswers(account);
  }

  @Override
  public HttpReply handle(HttpRequest request) {
    String id = UUID.randomUUID().toString();
    String base = "http://" + request.header("Host").orElseGet(() -> "127.0.0.1");
    Optional<Operation> operation = find(request);
    return watcher.watch(
        request,
        operation.map(Operation::name).orElse("Unknown"),
        () ->
            faults.spoil(
                operation.map(Operation::forFaults),
                () ->
                    witness.watch(
                        request,
                        operation.map(Operation::name).orElse("Unknown"),
                        () -> withHeaders(request, id, answer(request, base, id)))));
  }

  /**
   * Has something go wrong from now on.
   *
   * @throws IllegalArgumentException if the rule names an operation that doesn't exist or that the
   *     fault doesn't fit
   */
  public void inject(FaultRule rule) {
    account.faults().inject(rule, operations);
    if (rule.fault() == Fault.STALE_LIST) {
      account.engine().run(() -> account.remember(rule.time()));
    }
  }

  /** Has nothing go wrong any more. */
  public void clearFaults() {
    account
        .engine()
        .run(
            () -> {
              account.faults().clear();
              account.forget();
            });
  }

  /**
   * Answers a request of this program itself, which needs no signature and isn't recorded.
   *
   * @throws BatchException if the service refuses it
   */
  public HttpReply handleOwn(HttpRequest request) {
    try {
      return perform(request, Query.parse(request.query()), "http://127.0.0.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Operation> find(HttpRequest request) {
    try {
      return Optional.of(router.find(request.method(), request.path()).operation());
    } catch (BatchException e) {
      return Optional.empty();
    }
  }

  private HttpReply answer(HttpRequest request, String base, String id) {
    try {
      return answer(request, base);
    } catch (BatchException e) {
      return Replies.error(e, request.method(), base, id, account.engine().now());
    } catch (InvalidQueryException e) {
      return Replies.error(
          Query.invalid(e.parameter(), e.value(), e.reason()),
          request.method(),
          base,
          id,
          account.engine().now());
    } catch (NoSuchFileException e) {
      return Replies.error(
          BatchException.of(ErrorCode.FileNotFound),
          request.method(),
          base,
          id,
          account.engine().now());
    } catch (IOException | RuntimeException e) {
      log.error("{} can't be answered", request, e);
      return Replies.error(
          BatchException.of(ErrorCode.InternalError),
          request.method(),
          base,
          id,
          account.engine().now());
    }
  }

  private HttpReply answer(HttpRequest request, String base) throws IOException {
    Query query = Query.parse(request.query());
    authentication.check(request, query);
    return perform(request, query, base);
  }

  private HttpReply perform(HttpRequest request, Query query, String base) throws IOException {
    Router.Found found = router.find(request.method(), request.path());
    query.check(found.operation().options());
    if (request.bodySize() == BodySize.TOO_LARGE) {
      throw BatchException.of(
          ErrorCode.RequestBodyTooLarge, "MaxLimit", Integer.toString(MOST_BODY_BYTES));
    }
    Exchange exchange = new Exchange(request, query, found.parameters(), found.operation(), base);
    Conditions unused = exchange.conditions();
    Optional<Instant> time = faults.pass(found.operation().forFaults(), found.parameters());
    return time.isPresent()
        ? new StaleLists(account).page(found.operation().name(), exchange, time.get())
        : found.operation().handler().handle(exchange);
  }

  private static HttpReply withHeaders(HttpRequest request, String id, HttpReply reply) {
    HttpReply all =
        reply
            .header("Server", "Microsoft-HTTPAPI/2.0")
            .header("request-id", id)
            .header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            .header("X-Content-Type-Options", "nosniff")
            .header("DataServiceVersion", "3.0");
    boolean returned =
        request.header("return-client-request-id").map("true"::equalsIgnoreCase).orElse(false);
    String clientId = request.header("client-request-id").orElse("");
    return returned && !clientId.isEmpty() ? all.header("client-request-id", clientId) : all;
  }
}
