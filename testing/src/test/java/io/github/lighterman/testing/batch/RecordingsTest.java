package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays what the real service once answered, request by request. Statuses, error codes, headers
 * and the shape of bodies must be the same; {@code recordings-differences.txt} says what differs
 * and why. Skipped where the recordings aren't.
 */
@EnabledIf("haveRecordings")
final class RecordingsTest {
  private static final Path FOLDER = Path.of("../../shared/batch-rest/recordings");
  private static final ObjectMapper JSON = new ObjectMapper();

  static boolean haveRecordings() {
    return Files.isDirectory(folder());
  }

  static Path folder() {
    String other = System.getProperty("lighterman.recordings");
    return other == null ? FOLDER : Path.of(other);
  }

  static List<String> recordings() throws IOException {
    if (!haveRecordings()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void emulatorAnswersAsTheServiceDid(String file) throws IOException {
    JsonNode recording = JSON.readTree(folder().resolve(file).toFile());
    TreeSet<String> differences = new TreeSet<>();
    try (Replay replay = new Replay(recording, Replay.knownDifferences(file))) {
      replay.run(differences);
    }
    assertThat(differences).isEmpty();
  }
}
