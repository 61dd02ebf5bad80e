package io.github.lighterman.testing.batch.rest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.Job;
import io.github.lighterman.testing.batch.state.NodeView;
import io.github.lighterman.testing.batch.state.Pool;
import io.github.lighterman.testing.batch.state.Views;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Writes a whole account down as JSON: {@code pools}, {@code nodes} by pool, {@code jobs} and
 * {@code tasks} by job, each as the service shows it. What the service never shows again isn't
 * there; neither are signatures in URLs and the values of environment variables.
 */
public final class StateDump {
  private final Account account;
  private final String base;

  /**
   * Returns what writes an account down.
   *
   * @param base the account's URL, without a slash at the end
   */
  public StateDump(Account account, String base) {
    this.account = requireNonNull(account, "account");
    this.base = requireNonNull(base, "base");
  }

  /** Returns the state at one moment in UTF-8, a line for each thing. */
  public byte[] write() {
    return account.engine().call(this::text).getBytes(StandardCharsets.UTF_8);
  }

  private String text() {
    Views views = new Views(base, property -> true);
    NodeView nodes = new NodeView(base, property -> true);
    Collection<Pool> pools = account.pools().list(null);
    Collection<Job> jobs = account.jobs().list(null);
    return "{\"pools\":"
        + list(pools, views::pool)
        + ",\n\"nodes\":"
        + byId(pools, Pool::id, pool -> list(pool.nodes(), nodes::node))
        + ",\n\"jobs\":"
        + list(jobs, views::job)
        + ",\n\"tasks\":"
        + byId(jobs, Job::id, job -> list(account.tasks().list(job.id(), null), views::task))
        + "}\n";
  }

  private static <T> String byId(
      Collection<T> things, Function<T, String> id, Function<T, String> value) {
    StringBuilder text = new StringBuilder("{");
    String separator = "\n";
    for (T thing : things) {
      text.append(separator).append(write(ObjectNodes.text(id.apply(thing)))).append(':');
      text.append(value.apply(thing));
      separator = ",\n";
    }
    return text.append('}').toString();
  }

  private static <T> String list(Collection<T> things, Function<T, ObjectNode> view) {
    StringBuilder text = new StringBuilder("[");
    String separator = "\n";
    for (T thing : things) {
      text.append(separator).append(Signatures.hide(write(publicPart(view.apply(thing)))));
      separator = ",\n";
    }
    return text.append(']').toString();
  }

  private static ObjectNode publicPart(ObjectNode shown) {
    Secrets.hide(shown);
    if (shown.findValue("environmentSettings") == null
        && shown.findValue("commonEnvironmentSettings") == null) {
      return shown;
    }
    ObjectNode copy = shown.deepCopy();
    for (String name : List.of("environmentSettings", "commonEnvironmentSettings")) {
      for (JsonNode settings : copy.findValues(name)) {
        settings.forEach(setting -> ((ObjectNode) setting).remove("value"));
      }
    }
    return copy;
  }

  private static String write(JsonNode node) {
    return new String(ObjectNodes.write(node), StandardCharsets.UTF_8);
  }
}
