package io.github.lighterman.testing.batch.openapi;

import io.github.lighterman.testing.batch.rest.Watcher;
import io.github.lighterman.testing.http.BufferedReply;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Hears all that a client and the emulator say to each other, and holds it against the service's
 * OpenAPI file. Without the file it lets everything pass.
 *
 * <p>A request that is wrong on purpose has the header {@link #WRONG}. Its answer is checked all
 * the same; and nothing that the file forbids may be answered with success.
 *
 * <p>Safe for use by several threads.
 */
public final class Conversation implements Watcher {
  /** Marks a request that is wrong on purpose; the emulator doesn't know it. */
  public static final String WRONG = "lighterman-wrong-on-purpose";

  private final Optional<OpenApi> api = OpenApi.find();
  private final TreeSet<String> findings = new TreeSet<>();
  private long checked;

  @Override
  public HttpReply watch(HttpRequest request, String operation, Supplier<HttpReply> service) {
    if (api.isEmpty()) {
      return service.get();
    }
    BufferedReply answer = BufferedReply.of(service.get());
    List<String> found = check(api.get(), request, answer);
    synchronized (this) {
      checked++;
      findings.addAll(found);
    }
    return answer.reply();
  }

  /** Returns what was found until now and isn't known, sorted. */
  public synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  /** Returns how many requests were checked. */
  public synchronized long checked() {
    return checked;
  }

  private static List<String> check(OpenApi api, HttpRequest request, BufferedReply answer) {
    Optional<ApiOperation> operation = api.find(request.method(), request.path());
    String id = operation.map(ApiOperation::id).orElse(request.method() + " " + request.path());
    List<String> asked =
        operation
            .map(each -> new RequestCheck(api).check(each, request))
            .orElseGet(() -> List.of("is no operation"));
    AnswerCheck answers = new AnswerCheck(api);
    List<String> answered =
        operation
            .map(each -> answers.check(each, request, answer))
            .orElseGet(() -> answers.checkRefusal(answer));
    List<String> found = new ArrayList<>();
    boolean success = answer.reply().status() < 400;
    for (String each : asked) {
      if (success || request.header(WRONG).isEmpty()) {
        found.add(id + " request" + (success ? ", accepted: " : ": ") + each);
      }
    }
    answered.forEach(each -> found.add(id + " answer: " + each));
    return found.stream().filter(each -> !Differences.isKnown(each)).toList();
  }
}
