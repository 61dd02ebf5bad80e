package io.github.lighterman.testing.batch.node;

import com.google.common.net.PercentEscaper;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node does with blobs, over HTTP. A server that is busy or ends a connection is asked three
 * times in all.
 *
 * @param stop breaks off whatever is under way
 */
record Storage(StopSignal stop) {
  private static final String VERSION = "2021-12-02";
  private static final int MOST_REDIRECTS = 5;
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(100), Duration.ofMillis(400));
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> BUSY = Set.of(429, 500, 502, 503, 504);
  private static final PercentEscaper SEGMENTS = new PercentEscaper("-._~/", false);
  private static final PercentEscaper VALUES = new PercentEscaper("-._~", false);

  /** Takes the bytes of an answer. */
  @FunctionalInterface
  interface Receiver<T> {
    /**
     * Reads to the end.
     *
     * @throws IOException if reading fails
     */
    T receive(InputStream body) throws IOException, TaskFailedException;
  }

  /** A request that ends well only with one status. */
  private record Call(
      String method,
      URI uri,
      List<Map.Entry<String, String>> headers,
      Optional<Path> body,
      int success) {}

  /** Reads what a URL leads to. */
  <T> T get(Address address, Receiver<T> receiver)
      throws StorageException, TaskFailedException, StoppedException, InterruptedException {
    return repeatedly(
        new Call("GET", address.uri(), authorization(address), Optional.empty(), 200), receiver);
  }

  /** Returns the names of all blobs of a container that begin with a prefix. */
  List<String> list(Address container, String prefix)
      throws StorageException, TaskFailedException, StoppedException, InterruptedException {
    List<String> names = new ArrayList<>();
    String marker = "";
    do {
      String query = "restype=container&comp=list&prefix=" + VALUES.escape(prefix);
      if (!marker.isEmpty()) {
        query += "&marker=" + VALUES.escape(marker);
      }
      BlobList page = get(container.with(query), BlobList::read);
      names.addAll(page.names());
      marker = page.nextMarker();
    } while (!marker.isEmpty());
    return names;
  }

  /** Makes a blob of a file. */
  void put(Address blob, Path file, List<Map.Entry<String, String>> headers)
      throws StorageException, TaskFailedException, StoppedException, InterruptedException {
    List<Map.Entry<String, String>> all = new ArrayList<>(authorization(blob));
    all.add(Map.entry("x-ms-blob-type", "BlockBlob"));
    all.addAll(headers);
    Call call = new Call("PUT", blob.uri(), all, Optional.of(file), 201);
    byte[] unused = repeatedly(call, InputStream::readAllBytes);
  }

  /** Returns the address of a blob by its name. */
  static Address blob(Address container, String name) {
    return container.below(SEGMENTS.escape(name));
  }

  private static List<Map.Entry<String, String>> authorization(Address address) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("User-Agent", "lighterman-batch-node"));
    address
        .token()
        .ifPresent(
            token -> {
              headers.add(Map.entry("x-ms-version", VERSION));
              headers.add(Map.entry("Authorization", "Bearer " + token));
            });
    return headers;
  }

  private <T> T repeatedly(Call call, Receiver<T> receiver)
      throws StorageException, TaskFailedException, StoppedException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      stop.check();
      String trouble;
      try {
        Optional<T> received = once(call, receiver, MOST_REDIRECTS);
        if (received.isPresent()) {
          return received.get();
        }
        trouble = "the server was busy";
      } catch (SocketTimeoutException e) {
        stop.check();
        throw new StorageException(StorageException.Kind.TIMED_OUT, "the server gave no answer");
      } catch (IOException e) {
        stop.check();
        trouble = e.getClass().getSimpleName() + ": " + e.getMessage();
      } catch (IllegalArgumentException e) {
        throw new StorageException(StorageException.Kind.OTHER, String.valueOf(e.getMessage()));
      }
      if (attempt == PAUSES.size()) {
        throw new StorageException(StorageException.Kind.OTHER, trouble);
      }
      stop.pause(PAUSES.get(attempt));
    }
  }

  /** Returns empty if the server is busy. */
  private <T> Optional<T> once(Call call, Receiver<T> receiver, int redirects)
      throws IOException, StorageException, TaskFailedException {
    URI target;
    try (Connection connection = Connection.open(call.uri(), stop)) {
      Reply reply = connection.send(call.method(), call.uri(), call.headers(), call.body());
      if (reply.status() == call.success()) {
        return Optional.of(receiver.receive(reply.body()));
      }
      Optional<String> location = reply.header("location");
      boolean moved = REDIRECTS.contains(reply.status()) && call.body().isEmpty();
      if (BUSY.contains(reply.status())) {
        return Optional.empty();
      }
      if (!moved || location.isEmpty() || redirects == 0) {
        throw StorageException.ofStatus(reply.status());
      }
      target = call.uri().resolve(location.get());
    }
    // A token is for the storage account alone.
    Call next = new Call(call.method(), target, List.of(), call.body(), call.success());
    return once(next, receiver, redirects - 1);
  }
}
