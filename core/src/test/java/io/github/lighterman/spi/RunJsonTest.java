package io.github.lighterman.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.Backoff;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Sources;
import io.github.lighterman.Spot;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Usage;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunJsonTest {
  private final RunJson json = new RunJson();

  @Test
  void jobSpecComesBackEqual() throws IOException {
    JobSpec spec =
        JobSpec.builder("Align-7")
            .command("bwa", "mem", "a b", "", "ü\n\"'$")
            .image("registry.example/bwa:1")
            .environment("EMPTY", "")
            .secret("TOKEN", SecretRef.of("env:TOKEN"))
            .input(InputFile.file(Path.of("a file"), "x/y").readOnly())
            .input(InputFile.directory(Path.of("d"), "."))
            .input(InputFile.glob(Path.of("d"), "**/*.txt", "t"))
            .input(InputFile.content("", "empty"))
            .input(InputFile.remote(URI.create("https://example.org/a?b=c"), "r"))
            .input(InputFile.output(JobId.of("other"), "out", "in"))
            .input(InputFile.sources("src"))
            .output(OutputFile.file("out"))
            .output(OutputFile.glob("*.log").to(Path.of("logs")).optional())
            .output(
                OutputFile.directory("d")
                    .to(URI.create("file:///tmp/x"))
                    .when(OutputFile.Condition.ALWAYS))
            .resources(
                Resources.builder()
                    .cpus(0.5)
                    .memory(DataSize.ofGibibytes(3))
                    .gpus(1)
                    .spot(Spot.firstAttempts(2))
                    .hints(Map.of("azure-batch.pool", "p"))
                    .build())
            .retry(
                RetryPolicy.builder()
                    .retry(FailureKind.USER_EXIT, 3)
                    .exitCodes(Set.of(1, 2))
                    .backoff(Backoff.doubling(Duration.ofMillis(1), Duration.ofHours(1)))
                    .memoryFactor(1.5)
                    .build())
            .timeouts(Timeouts.ofRun(Duration.ofNanos(1_000_001)).withQueue(Duration.ofDays(9)))
            .dependsOn(JobId.of("before"))
            .priority(-3)
            .label("team", "")
            .acceptedExitCodes(Set.of(0, 3))
            .build();

    assertThat(json.read(json.write(spec), JobSpec.class)).isEqualTo(spec);
  }

  @Test
  void leastJobSpecComesBackEqual() throws IOException {
    JobSpec spec = JobSpec.builder("a").command("true").build();

    assertThat(json.read(json.write(spec), JobSpec.class)).isEqualTo(spec);
    JobSpec resolved = spec.withDefaults(JobDefaults.ofDefaults());
    assertThat(json.read(json.write(resolved), JobSpec.class)).isEqualTo(resolved);
  }

  @Test
  void workflowSpecComesBackEqual() throws IOException {
    WorkflowSpec spec =
        WorkflowSpec.of("word count")
            .withSources(Sources.of(Path.of("."), "target/**"))
            .withDefaults(JobDefaults.ofDefaults().withImage("x").withEnvironment(Map.of("A", "b")))
            .withLabels(Map.of("k", "v"));

    assertThat(json.read(json.write(spec), WorkflowSpec.class)).isEqualTo(spec);
  }

  @Test
  void reportComesBackEqual() throws IOException {
    TaskReport report =
        TaskReport.ended(
                new TaskId(JobId.of("a"), 2),
                Instant.parse("2026-11-22T10:00:00.123456789Z"),
                new TaskEnd(
                    OptionalInt.of(137),
                    Optional.of(new JobFailure(FailureKind.OUT_OF_MEMORY, "m", Optional.of("c"))),
                    new Usage(
                        Optional.of(Duration.ofMillis(1500)),
                        Optional.empty(),
                        Optional.of(DataSize.ofBytes(5))),
                    List.of()))
            .on(new Node("here", Optional.empty(), Node.Lease.DEDICATED).withShare(0.25));

    assertThat(json.read(json.write(report), TaskReport.class)).isEqualTo(report);
  }

  @Test
  void nodeOfAnOlderReleaseHasNoShare() throws IOException {
    Node node = new Node("here", Optional.of("D2"), Node.Lease.SPOT);
    byte[] older =
        "{\"id\":\"here\",\"machineType\":\"D2\",\"lease\":\"SPOT\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(json.read(older, Node.class)).isEqualTo(node);
    assertThat(json.write(node)).isEqualTo(older);
    assertThat(new String(json.write(node.withShare(0.5)), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"here\",\"machineType\":\"D2\",\"lease\":\"SPOT\",\"share\":0.5}");
  }

  @Test
  void recordIsOneLine() {
    byte[] written = json.write(JobSpec.builder("a").command("a\nb").build());

    assertThat(written).doesNotContain('\n');
  }

  @Test
  void propertyOfALaterReleaseIsPassedOver() throws IOException {
    byte[] later =
        """
        {"id":"a","command":{"argv":["true"],"tty":true},"colour":"red",
         "inputs":[{"source":{"from":"file","path":"file:///x","era":2},"target":"x","access":"PRIVATE"}]}
        """
            .getBytes(StandardCharsets.UTF_8);

    JobSpec spec = json.read(later, JobSpec.class);

    assertThat(spec.command().argv()).containsExactly("true");
    assertThat(spec.acceptedExitCodes()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "{}",
        "{\"id\":\"-a\"}",
        "{\"id\":\"a\"}{\"id\":\"b\"}",
        "{\"id\":\"a\",\"inputs\":[{\"source\":{\"from\":\"moon\"}}]}",
        "{\"id\":\"a\",\"inputs\":[{\"source\":{\"from\":\"file\",\"path\":\"moon:/x\"}}]}"
      })
  void brokenRecordIsAnIoExceptionAndNothingElse(String broken) {
    byte[] bytes = broken.getBytes(StandardCharsets.UTF_8);

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> json.read(bytes, JobSpec.class));
  }
}
