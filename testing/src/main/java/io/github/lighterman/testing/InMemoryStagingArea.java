package io.github.lighterman.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A {@link StagingArea} in memory, for tests. Keeps all promises of a real one, the executable bit
 * among them, and also tells a test what is in it.
 *
 * <p>Several areas can share one memory, as directories share a disk: see {@link #area}. What is in
 * it lives as long as one of them. A file has at most 2,147,483,639 bytes. Beyond what {@link
 * StagingArea} asks for, {@link #deleteAll} counts only what it has deleted itself.
 */
public final class InMemoryStagingArea implements StagingArea {
  private static final String DEFAULT_NAME = "area";

  private final ConcurrentMap<String, ConcurrentNavigableMap<String, StoredBytes>> memory;
  private final ConcurrentNavigableMap<String, StoredBytes> files;
  private final String name;
  private final Clock clock;

  private InMemoryStagingArea(
      ConcurrentMap<String, ConcurrentNavigableMap<String, StoredBytes>> memory,
      String name,
      Clock clock) {
    this.memory = memory;
    this.clock = requireNonNull(clock, "clock");
    this.name = RelativePath.of(name).value();
    this.files = memory.computeIfAbsent(name, unused -> new ConcurrentSkipListMap<>());
  }

  /** Returns an empty area named {@code area} in a memory of its own, with the system's clock. */
  public static InMemoryStagingArea create() {
    return create(Clock.systemUTC());
  }

  /**
   * Returns an empty area named {@code area} in a memory of its own.
   *
   * @param clock tells when a file was last written
   */
  public static InMemoryStagingArea create(Clock clock) {
    return new InMemoryStagingArea(new ConcurrentHashMap<>(), DEFAULT_NAME, clock);
  }

  /**
   * Returns the area with this name in the same memory and with the same clock. Areas with
   * different names see nothing of each other; those with one name see the same files.
   *
   * @throws IllegalArgumentException if {@code name} is no legal {@link RelativePath} of one
   *     segment
   */
  public InMemoryStagingArea area(String name) {
    if (name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "area name '" + name + "' must not hold a /, which ends it in an address");
    }
    return new InMemoryStagingArea(memory, name, clock);
  }

  /** Returns the paths of all files in it, sorted. */
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /** Returns a copy of the bytes under {@code path}, or empty if nothing is stored there. */
  public Optional<byte[]> bytes(String path) {
    return stored(path).map(StoredBytes::copy);
  }

  /** Returns what is stored under {@code path}, read as UTF-8, or empty if nothing is. */
  public Optional<String> text(String path) {
    return stored(path).map(file -> new String(file.bytes(), UTF_8));
  }

  /** Tells whether a file is stored under {@code path} and was executable when it was put there. */
  public boolean isExecutable(String path) {
    return stored(path).map(StoredBytes::executable).orElse(false);
  }

  @Override
  public void put(RelativePath path, Path source) throws IOException {
    requireNonNull(path, "path");
    files.put(path.value(), StoredBytes.of(source, clock));
  }

  @Override
  public void put(RelativePath path, InputStream source) throws IOException {
    requireNonNull(path, "path");
    files.put(path.value(), StoredBytes.of(source, clock));
  }

  @Override
  public void get(RelativePath path, Path target) throws IOException {
    existing(path).writeTo(target.toAbsolutePath());
  }

  @Override
  public InputStream open(RelativePath path) throws IOException {
    return new ByteArrayInputStream(existing(path).bytes());
  }

  @Override
  public List<StagedFile> list(String prefix) {
    List<StagedFile> found = new ArrayList<>();
    // Paths with a common beginning stand together.
    for (Map.Entry<String, StoredBytes> file : files.tailMap(prefix, true).entrySet()) {
      if (!file.getKey().startsWith(prefix)) {
        break;
      }
      found.add(file.getValue().staged(RelativePath.of(file.getKey())));
    }
    return List.copyOf(found);
  }

  @Override
  public boolean exists(RelativePath path) {
    return files.containsKey(path.value());
  }

  @Override
  public void delete(RelativePath path) {
    files.remove(path.value());
  }

  @Override
  public int deleteAll(String prefix) {
    int deleted = 0;
    for (StagedFile file : list(prefix)) {
      if (files.remove(file.path().value()) != null) {
        deleted++;
      }
    }
    return deleted;
  }

  /** Returns {@code memory:/}, the area's name and the path. */
  @Override
  public URI location(RelativePath path) {
    try {
      return new URI("memory", null, "/" + name + "/" + path, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("path '" + path + "' can't stand in an address", e);
    }
  }

  @Override
  public String toString() {
    return "InMemoryStagingArea[" + name + ", " + files.size() + " files]";
  }

  private Optional<StoredBytes> stored(String path) {
    return Optional.ofNullable(files.get(RelativePath.of(path).value()));
  }

  private StoredBytes existing(RelativePath path) throws FileSystemException {
    StoredBytes file = files.get(path.value());
    if (file == null) {
      throw new NoSuchFileException(
          location(path).toString(), null, "nothing is staged under " + path);
    }
    return file;
  }
}
