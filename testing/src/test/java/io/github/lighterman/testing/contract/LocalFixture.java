package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.local.LocalExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Executors of this machine that share a directory. */
final class LocalFixture extends ExecutorFixture {
  private final LogRecords records = LogRecords.capture();

  @Override
  public WorkflowExecutor open() {
    return LocalExecutor.builder()
        .directory(runs())
        .cpus(slots())
        .gpus(1)
        .capacity(capacity())
        .killGrace(Duration.ofMillis(500))
        .build();
  }

  @Override
  public Set<Trait> cannot() {
    return Set.of(Trait.CONTAINERS, Trait.RUNS_WITHOUT_DRIVER);
  }

  @Override
  public List<String> leftovers() throws IOException {
    return files(runs()).stream().map(Path::toString).toList();
  }

  @Override
  public List<String> holding(String text) throws IOException {
    String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
    List<String> holding = new ArrayList<>();
    for (Path file : files(runs())) {
      if (Files.isRegularFile(file) && Files.readString(file, ISO_8859_1).contains(bytes)) {
        holding.add(file.toString());
      }
    }
    return holding;
  }

  @Override
  public String logged() {
    return records.text();
  }

  @Override
  public void close() throws IOException {
    records.close();
    super.close();
  }

  private Path runs() {
    return scratch().resolve("runs");
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.equals(directory)).toList();
    }
  }
}
