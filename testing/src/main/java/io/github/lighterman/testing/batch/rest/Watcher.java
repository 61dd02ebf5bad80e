package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.util.function.Supplier;

/** Stands between the network and the service: sees all that passes, and may spoil it. */
@FunctionalInterface
public interface Watcher {
  /** Lets everything pass. */
  Watcher NONE = (request, operation, service) -> service.get();

  /**
   * Answers a request, with or without the service.
   *
   * @param operation the service's name for it, such as {@code Job_Add}; {@code Unknown} if it is
   *     none of the service's
   * @param service handles the request; called at most once
   */
  HttpReply watch(HttpRequest request, String operation, Supplier<HttpReply> service);
}
