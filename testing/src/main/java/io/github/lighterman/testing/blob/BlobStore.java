package io.github.lighterman.testing.blob;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** All containers of the account. */
final class BlobStore {
  private final Clock clock;
  private final Duration deletionTime;
  private final NavigableMap<String, Container> containers = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> deletedUntil = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong(0x1DB000000000000L);

  /** Containers' names stay taken for {@code deletionTime} after they are deleted. */
  BlobStore(Clock clock, Duration deletionTime) {
    this.clock = clock;
    this.deletionTime = deletionTime;
  }

  Clock clock() {
    return clock;
  }

  NavigableMap<String, Container> containers() {
    return containers;
  }

  /** Returns the stamp of something new; no two changes have the same entity tag. */
  Stamp created() {
    Instant now = clock.instant();
    return new Stamp(now, now, etag());
  }

  /** Returns the stamp of something that is changed now. */
  Stamp changed(Stamp before) {
    return before.touched(clock.instant(), etag());
  }

  private String etag() {
    return "0x" + Long.toHexString(changes.incrementAndGet()).toUpperCase(Locale.ROOT);
  }

  Container container(String name) {
    Container container = containers.get(name);
    if (container == null) {
      throw StorageError.CONTAINER_NOT_FOUND.exception();
    }
    return container;
  }

  Container create(String name, Map<String, String> metadata) {
    Instant free = deletedUntil.get(name);
    if (free != null && clock.instant().isBefore(free)) {
      throw StorageError.CONTAINER_BEING_DELETED.exception("Its name is free at " + free + ".");
    }
    Container container = new Container(name, new Container.Properties(metadata, created()));
    if (containers.putIfAbsent(name, container) != null) {
      throw StorageError.CONTAINER_ALREADY_EXISTS.exception();
    }
    return container;
  }

  void delete(String name, Consumer<Container> check) {
    Container container = container(name);
    check.accept(container);
    if (!containers.remove(name, container)) {
      throw StorageError.CONTAINER_NOT_FOUND.exception();
    }
    deletedUntil.put(name, clock.instant().plus(deletionTime));
  }
}
