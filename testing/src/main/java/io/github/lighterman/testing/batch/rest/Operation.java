package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.fault.ServiceOperation;
import io.github.lighterman.testing.http.HttpReply;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * An operation of the service.
 *
 * @param name the service's name for it, such as {@code Job_Add}
 * @param method of HTTP
 * @param template of the path, with parameters in braces
 * @param options in the query, beyond those that all operations take
 * @param conditions which conditional headers it takes
 * @param body the type of its body, or an empty text if it takes none
 * @param handler what it does
 */
record Operation(
    String name,
    String method,
    String template,
    Set<String> options,
    Conditions.Taken conditions,
    String body,
    Handler handler) {

  /** What an operation does. */
  @FunctionalInterface
  interface Handler {
    HttpReply handle(Exchange exchange) throws IOException;
  }

  private static final Set<String> LIST = Set.of("$filter", "maxresults", "$skiptoken");

  static Operation of(String name, String method, String template, Handler handler) {
    return new Operation(name, method, template, Set.of(), Conditions.Taken.NONE, "", handler);
  }

  /** Returns what faults know of it. */
  ServiceOperation forFaults() {
    return new ServiceOperation(name, method, template);
  }

  Operation taking(String... more) {
    return new Operation(name, method, template, Set.of(more), conditions, body, handler);
  }

  /** Makes it a list that can be filtered and comes in pages. */
  Operation list(String... more) {
    Set<String> all = new TreeSet<>(LIST);
    all.addAll(Set.of(more));
    return new Operation(name, method, template, all, conditions, body, handler);
  }

  Operation when(Conditions.Taken taken) {
    return new Operation(name, method, template, options, taken, body, handler);
  }

  Operation with(String type) {
    return new Operation(name, method, template, options, conditions, type, handler);
  }
}
