package io.github.lighterman.testing.batch.execution;

import io.github.lighterman.testing.batch.execution.NodeFile.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of tasks that don't run: what they print, and an empty working directory. Only that
 * much is kept of each task, so that a hundred thousand cost little.
 */
final class ScriptedFiles implements NodeFiles {
  private static final int FILE_MODE = 0100644;
  private static final int DIRECTORY_MODE = 040770;

  private final Map<NodeKey, NavigableMap<String, Output>> nodes = new ConcurrentHashMap<>();
  private final Clock clock;

  /** What is in a task's directory. */
  private record Output(Instant time, TaskScript script, Set<String> deleted) {
    List<String> names() {
      List<String> names = new ArrayList<>(List.of("stdout.txt", "stderr.txt", "wd", "certs"));
      names.removeAll(deleted);
      return names;
    }

    byte @Nullable [] content(String name) {
      return switch (name) {
        case "stdout.txt" -> script.stdout().getBytes(StandardCharsets.UTF_8);
        case "stderr.txt" -> script.stderr().getBytes(StandardCharsets.UTF_8);
        default -> null;
      };
    }
  }

  ScriptedFiles(Clock clock) {
    this.clock = clock;
  }

  void write(NodeKey node, String directory, TaskScript script) {
    nodes
        .computeIfAbsent(node, key -> new ConcurrentSkipListMap<>())
        .put(directory, new Output(clock.instant(), script, ConcurrentHashMap.newKeySet()));
  }

  void remove(NodeKey node, String directory) {
    directories(node).remove(directory);
  }

  void forget(NodeKey node) {
    nodes.remove(node);
  }

  void clear() {
    nodes.clear();
  }

  @Override
  public List<NodeFile> list(NodeKey node, String directory, Depth depth) {
    List<NodeFile> found = new ArrayList<>();
    Output own = directories(node).get(directory);
    if (own != null) {
      own.names().forEach(name -> found.add(file(directory + "/" + name, own, name)));
    }
    String prefix = directory.isEmpty() ? "" : directory + "/";
    Set<String> seen = new HashSet<>();
    directories(node)
        .tailMap(prefix)
        .forEach(
            (path, output) -> {
              if (!path.startsWith(prefix)) {
                return;
              }
              for (int slash = path.indexOf('/', prefix.length());
                  slash >= 0;
                  slash = path.indexOf('/', slash + 1)) {
                addDirectory(found, seen, path.substring(0, slash), prefix, depth);
              }
              addDirectory(found, seen, path, prefix, depth);
              if (depth == Depth.DESCENDANTS) {
                output.names().forEach(name -> found.add(file(path + "/" + name, output, name)));
              }
            });
    return found;
  }

  @Override
  public Optional<NodeFile> find(NodeKey node, String path) {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      Output output = directories(node).get(path.substring(0, slash));
      String name = path.substring(slash + 1);
      if (output != null && output.names().contains(name)) {
        return Optional.of(file(path, output, name));
      }
    }
    String below = directories(node).ceilingKey(path);
    boolean exists = below != null && (below.equals(path) || below.startsWith(path + "/"));
    return exists ? Optional.of(directory(path, Instant.EPOCH)) : Optional.empty();
  }

  @Override
  public InputStream open(NodeKey node, String path, long offset) throws NoSuchFileException {
    int slash = path.lastIndexOf('/');
    Output output = slash > 0 ? directories(node).get(path.substring(0, slash)) : null;
    String name = path.substring(slash + 1);
    byte[] content = output == null ? null : output.content(name);
    if (output == null || content == null || !output.names().contains(name)) {
      throw new NoSuchFileException(path);
    }
    int start = (int) Math.min(offset, content.length);
    return new ByteArrayInputStream(content, start, content.length - start);
  }

  @Override
  public void delete(NodeKey node, String path) {
    NavigableMap<String, Output> directories = directories(node);
    int slash = path.lastIndexOf('/');
    Output output = slash > 0 ? directories.get(path.substring(0, slash)) : null;
    if (output != null) {
      output.deleted.add(path.substring(slash + 1));
    }
    directories.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + "/"));
  }

  private NavigableMap<String, Output> directories(NodeKey node) {
    NavigableMap<String, Output> known = nodes.get(node);
    return known == null ? new ConcurrentSkipListMap<>() : known;
  }

  private static void addDirectory(
      List<NodeFile> found, Set<String> seen, String path, String prefix, Depth depth) {
    boolean child = path.indexOf('/', prefix.length()) < 0;
    if ((child || depth == Depth.DESCENDANTS) && seen.add(path)) {
      found.add(directory(path, Instant.EPOCH));
    }
  }

  private static NodeFile file(String path, Output output, String name) {
    byte[] content = output.content(name);
    return content == null
        ? directory(path, output.time)
        : new NodeFile(path, Kind.FILE, content.length, output.time, "text/plain", FILE_MODE);
  }

  private static NodeFile directory(String path, Instant time) {
    return new NodeFile(path, Kind.DIRECTORY, 0, time, "application/octet-stream", DIRECTORY_MODE);
  }
}
