package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the operation that a request asks for. */
final class Router {
  private final Map<String, List<Route>> byFirstSegment = new HashMap<>();

  /** An operation with its template taken apart. */
  private record Route(Operation operation, List<String> segments) {
    /** Returns the parameters of a path, decoded, or null if it isn't this one. */
    @Nullable Map<String, String> match(List<String> path) {
      String last = segments.get(segments.size() - 1);
      boolean open = last.endsWith("*}");
      if (open ? path.size() < segments.size() : path.size() != segments.size()) {
        return null;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (open && i == segments.size() - 1) {
          String rest = String.join("/", path.subList(i, path.size()));
          parameters.put(segment.substring(1, segment.length() - 2), Query.decodePath(rest));
        } else if (segment.startsWith("{")) {
          parameters.put(segment.substring(1, segment.length() - 1), Query.decodePath(path.get(i)));
        } else if (!segment.equals(path.get(i))) {
          return null;
        }
      }
      return parameters;
    }
  }

  /** An operation that was found, and the parameters in its path. */
  record Found(Operation operation, Map<String, String> parameters) {}

  Router(List<Operation> operations) {
    for (Operation operation : operations) {
      List<String> segments = segments(operation.template());
      byFirstSegment
          .computeIfAbsent(segments.get(0), key -> new ArrayList<>())
          .add(new Route(operation, segments));
    }
  }

  Found find(String method, String path) {
    List<String> segments = segments(path);
    refuseOthers(segments);
    boolean known = false;
    for (Route route : byFirstSegment.getOrDefault(segments.get(0), List.of())) {
      Map<String, String> parameters = route.match(segments);
      if (parameters != null) {
        if (route.operation.method().equals(method)) {
          return new Found(route.operation, parameters);
        }
        known = true;
      }
    }
    throw BatchException.of(known ? ErrorCode.UnsupportedHttpVerb : ErrorCode.InvalidUri);
  }

  private static void refuseOthers(List<String> segments) {
    String first = segments.get(0).replaceAll("\\(.*", "");
    if (AccountRoutes.refusedPrefixes().contains(first)) {
      throw BatchException.notEmulated("The resource " + first);
    }
    if (segments.get(segments.size() - 1).equals("subtasksinfo")) {
      throw BatchException.notEmulated("The operation subtasksinfo");
    }
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }
}
