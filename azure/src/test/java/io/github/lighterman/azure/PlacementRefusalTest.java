package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DataSize;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementRefusalTest {
  private static final PoolOffer SMALL = offer("small", "Standard_D4ds_v5", 4);
  private static final PoolOffer LARGE = offer("large", "Standard_D32s_v5", 32);
  private static final PoolOffer GPU = offer("gpu", "Standard_NC4as_T4_v3", 4);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpus|5 cpus|4 cores on a Standard_D4ds_v5
          memory|16GiB of memory|15544MiB for jobs on a Standard_D4ds_v5
          disk|150GiB of disk|145920MiB for jobs on a Standard_D4ds_v5
          gpus|1 gpus|0 gpus on a Standard_D4ds_v5
          """)
  void claimThatIsTooMuchIsNamedWithWhatThereIs(String claim, String thing, String rule) {
    Resources.Builder job = Resources.builder();
    switch (claim) {
      case "cpus" -> job.cpus(5);
      case "memory" -> job.memory(DataSize.ofGibibytes(16));
      case "disk" -> job.disk(DataSize.ofGibibytes(150));
      default -> job.gpus(1);
    }

    Problem problem = refusal(job.build(), SMALL);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.IMPOSSIBLE_RESOURCES);
    assertThat(problem)
        .hasToString(
            "job a: "
                + thing
                + " can't be had: pool small has "
                + rule
                + ". Ask for less, or add a pool of larger machines.");
  }

  @Test
  void slotsAreTheLimitOfAnUnknownSize() {
    assertThat(refusal(Resources.of(9.5), offer("x", "Standard_X1_v99", 8)))
        .hasToString(
            "job a: 9.5 cpus can't be had: pool x has 8 slots on a Standard_X1_v99. Ask for less,"
                + " or add a pool of larger machines.");
  }

  @Test
  void eachPoolSaysWhatItLacksInOneProblem() {
    Problem problem = refusal(Resources.builder().cpus(8).gpus(1).build(), SMALL, LARGE, GPU);

    assertThat(problem.thing()).isEqualTo("job a: 8 cpus, 1 gpus");
    assertThat(problem.rule())
        .contains("pool small has 4 cores", "pool large has 0 gpus", "pool gpu has 4 cores");
  }

  @Test
  void poolsThatAreOfNoUseAnywayAreNotSpokenOf() {
    PoolOffer docker = LARGE.withContainers(Containers.REQUIRED);

    assertThat(refusal(Resources.of(8), SMALL, docker).rule()).doesNotContain("large");
    assertThat(refusal(hints("pool", "small").toBuilder().cpus(8).build(), SMALL, LARGE).rule())
        .contains("small")
        .doesNotContain("large");
  }

  @Test
  void manyPoolsMakeNoEndlessText() {
    PoolOffer[] offers =
        IntStream.range(0, 50)
            .mapToObj(i -> offer("pool-" + i, "Standard_D4s_v5", 4))
            .toArray(PoolOffer[]::new);

    assertThat(refusal(Resources.of(8), offers).toString())
        .contains("and so on for 46 pools more")
        .hasSizeLessThan(500);
    assertThat(refusal(hints("pool", "pol-7"), offers).toString()).hasSizeLessThan(500);
  }

  @Test
  void spotThatCanNotBeHadSaysBothWaysOut() {
    PoolOffer spot = SMALL.withLease(PoolOffer.Lease.SPOT);

    assertThat(refusal(Resources.of(1), spot))
        .hasToString(
            "job a: dedicated nodes can't be had: pool small has spot nodes. Let it run on either"
                + " with Spot.ALLOW, or add a pool of dedicated nodes only.");
    assertThat(refusal(Resources.builder().spot(Spot.REQUIRE).build(), SMALL).toString())
        .contains("spot nodes can't be had: pool small has dedicated nodes", "Spot.ALLOW");
    assertThat(refusal(Resources.of(1), SMALL.withLease(PoolOffer.Lease.MIXED)).rule())
        .contains("both kinds");
  }

  @Test
  void laterAttemptsThatNoPoolTakesAreRefusedAtOnce() {
    PoolOffer spot = SMALL.withLease(PoolOffer.Lease.SPOT);
    Resources job = Resources.builder().spot(Spot.firstAttempts(2)).build();

    assertThat(refusal(job, spot).thing()).isEqualTo("job a in attempt 3: dedicated nodes");
    assertThat(problems(job, spot, LARGE)).isEmpty();
  }

  @Test
  void containersThatDoNotFitAreSaid() {
    JobDemand image = JobDemand.of(Resources.of(1), Containers.REQUIRED);

    assertThat(placement(SMALL).check("job a", image).toString())
        .contains("containers can't be had: pool small has no container engine", "or no image");
    assertThat(refusal(Resources.of(1), SMALL.withContainers(Containers.REQUIRED)).toString())
        .contains("a run without an image", "Name one with image");
  }

  @Test
  void architectureThatNoPoolHasIsSaid() {
    PoolOffer arm = offer("arm", "Standard_D4ps_v5", 4);

    assertThat(refusal(hints("architecture", "arm64"), SMALL).toString())
        .contains("architecture arm64 can't be had: pool small has machines for x64");
    assertThat(refusal(hints("architecture", "x64"), arm).toString())
        .contains("pool arm has machines for arm64");
    assertThat(
            placement(
                    arm, SMALL.withContainers(Containers.REQUIRED).withLease(PoolOffer.Lease.SPOT))
                .check("job a", demand(Resources.of(1))))
        .isNotEmpty();
  }

  @Test
  void poolOrSizeThatIsNotThereIsNamedWithTheNearest() {
    assertThat(refusal(hints("pool", "smal"), SMALL, LARGE))
        .hasToString(
            "job a: hint azure-batch.pool=smal is met by no pool; there are: small, large. Did you"
                + " mean small? Correct the hint, leave it out, or add such a pool.");
    assertThat(refusal(hints("vm-size", "Standard_D4_v5"), SMALL, GPU).remedy())
        .startsWith("Did you mean Standard_D4ds_v5?");
    assertThat(refusal(hints("pool", "elsewhere"), SMALL).remedy()).startsWith("Correct the hint");
    assertThat(refusal(hints("label.team", "red"), SMALL.withLabels(Map.of("team", "blue"))))
        .hasToString(
            "job a: hint azure-batch.label.team=red is met by no pool; there are: small with the"
                + " labels {team=blue}. Correct the hint, leave it out, or add such a pool.");
  }

  @ParameterizedTest
  @CsvSource({
    "pol, azure-batch.pool",
    "vmSize, azure-batch.vm-size",
    "vm_size, azure-batch.vm-size",
    "arch, ",
    "architectur, azure-batch.architecture",
    "lable.team, azure-batch.label.KEY",
    "label., azure-batch.label.KEY",
    "colour, ",
  })
  void unknownHintIsRefusedWithTheNearestKnownOne(String key, @Nullable String nearest) {
    Problem problem = refusal(hints(key, "x"), SMALL);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
    assertThat(problem.thing()).isEqualTo("job a: hint azure-batch." + key);
    if (nearest == null) {
      assertThat(problem.remedy()).startsWith("There are azure-batch.pool, ");
    } else {
      assertThat(problem.remedy()).startsWith("Did you mean " + nearest + "?");
    }
  }

  @Test
  void unknownArchitectureIsRefused() {
    assertThat(refusal(hints("architecture", "sparc"), SMALL))
        .hasToString(
            "job a: hint azure-batch.architecture=sparc names no architecture. Write x64 or arm64.");
  }

  @Test
  void hintsOfOthersArePassedOver() {
    Resources job = Resources.builder().hints(Map.of("slurm.partition", "long")).build();

    assertThat(problems(job, SMALL)).isEmpty();
  }

  private static PoolOffer offer(String name, String vmSize, int slots) {
    return PoolOffer.of(name, PoolOffer.Machine.of(vmSize, VmSizes.builtIn()), slots);
  }

  private static Placement placement(PoolOffer... offers) {
    return new Placement(List.of(offers), 3);
  }

  private static JobDemand demand(Resources resources) {
    return JobDemand.of(resources, Containers.NONE);
  }

  private static Resources hints(String key, String value) {
    return Resources.builder().hints(Map.of("azure-batch." + key, value)).build();
  }

  private static List<Problem> problems(Resources resources, PoolOffer... offers) {
    return placement(offers).check("job a", demand(resources));
  }

  private static Problem refusal(Resources resources, PoolOffer... offers) {
    List<Problem> problems = problems(resources, offers);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }
}
