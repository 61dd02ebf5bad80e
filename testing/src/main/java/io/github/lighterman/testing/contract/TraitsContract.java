package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.Resources;
import io.github.lighterman.Trait;
import io.github.lighterman.Usage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What an executor says that it can do it does. Attach and live logs have topics of their own. */
public abstract class TraitsContract extends ContractTopic {
  /** For subclasses. */
  protected TraitsContract() {}

  @Test
  void traitsAreThoseThatTheFixtureDeclares() {
    EnumSet<Trait> declared = EnumSet.allOf(Trait.class);
    declared.removeAll(fixture().cannot());

    assertThat(executor().info().traits())
        .as("traits; what the fixture does not name in cannot() the executor must have")
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void executorHasANameAndSaysTheSameAlways() throws Exception {
    assertThat(executor().info().name()).matches("[a-z0-9-]+");
    assertThat(another().info()).isEqualTo(executor().info());
  }

  @Test
  void greaterPriorityRunsFirst() throws Exception {
    needs(Trait.PRIORITIES);
    Gate gate = gate("go");
    fillUp(gate, 1);
    fillUp(gate("late"), fixture().slots() - 1);
    for (int priority : List.of(0, -1000, 1000, 5)) {
      submit(job("p" + (priority + 1000), mark("ran", "" + priority)).priority(priority));
    }

    gate.open();
    for (int priority : List.of(0, -1000, 1000, 5)) {
      await(job(run(), "p" + (priority + 1000))).orElseThrow();
    }

    assertThat(marks("ran")).containsExactly("1000", "5", "0", "-1000");
  }

  @Test
  void usageOfAnAttemptIsTold() throws Exception {
    needs(Trait.USAGE);

    Attempt attempt = await(job("job", Step.print("x"))).orElseThrow().attempts().get(0);

    Usage usage = attempt.usage();
    assertThat(usage.wall()).isPresent();
    assertThat(usage.wall().orElseThrow()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(usage.cpuTime().orElseThrow()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void jobWithAGpuRuns() throws Exception {
    needs(Trait.GPUS);

    assertThat(
            await(job("job").resources(Resources.builder().gpus(1).build())).orElseThrow().state())
        .isNotNull();
  }

  @Test
  void jobWithAnImageRunsInIt() throws Exception {
    needs(Trait.CONTAINERS);
    String image = image();

    JobHandle job =
        submit(job("job", Step.write("f", "x"), Step.print("up"), Step.exit(4)).image(image));

    assertThat(await(job).exitCode()).hasValue(4);
    assertThat(log(job)).isEqualTo("up");
  }

  @Test
  void imageThatCannotBeHadFailsTheJobAndIsNamed() throws Exception {
    needs(Trait.CONTAINERS);
    assertThat(image()).isNotBlank();

    JobResult result = await(job("job").image("localhost/no-such-image-anywhere:1"));

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.IMAGE);
    assertThat(result.failure().orElseThrow().message()).contains("no-such-image-anywhere");
  }

  private String image() {
    return fixture()
        .image()
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "skipped: the fixture of " + executor().info().name() + " has no image"));
  }
}
