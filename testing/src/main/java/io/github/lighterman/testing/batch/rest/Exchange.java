package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.fault.ServiceOperation;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.http.HttpRequest;
import java.util.Map;

/** A request that was found good so far, and all that is known about it. */
final class Exchange {
  private final HttpRequest request;
  private final Query query;
  private final Map<String, String> pathParameters;
  private final Operation operation;
  private final String base;

  Exchange(
      HttpRequest request,
      Query query,
      Map<String, String> pathParameters,
      Operation operation,
      String base) {
    this.request = request;
    this.query = query;
    this.pathParameters = pathParameters;
    this.operation = operation;
    this.base = base;
  }

  HttpRequest request() {
    return request;
  }

  Query query() {
    return query;
  }

  /** Returns what faults know of the operation. */
  ServiceOperation operation() {
    return operation.forFaults();
  }

  /** Returns a part of the path, decoded. */
  String path(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalStateException(operation.name() + " has no " + name + " in its path");
    }
    return value;
  }

  /** Returns the account's URL as the client calls it, without a slash at the end. */
  String base() {
    return base;
  }

  /** Returns the URL of the request without its query. */
  String url() {
    return base + request.path();
  }

  Conditions conditions() {
    return Conditions.of(request, operation.conditions());
  }

  /** Returns the body, checked. */
  ObjectNode body() {
    return Bodies.ALL.check(operation.body(), ObjectNodes.parse(request.body()));
  }

  /** Returns the body, checked, or an empty one if there is none. */
  ObjectNode bodyIfAny() {
    return request.body().length == 0
        ? Bodies.ALL.check(operation.body(), ObjectNodes.create())
        : body();
  }

  /** Refuses what has a body without being allowed one. */
  void requireNoBody() {
    if (request.body().length > 0) {
      throw BatchException.of(
          ErrorCode.InvalidRequestBody, "Reason", "The operation takes no body.");
    }
  }
}
