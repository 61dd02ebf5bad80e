package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with pools or with what jobs ask of them is refused before anything is made. */
final class PoolRefusalTest {
  private static Set<String> changes(PoolsRig pools) {
    Set<String> operations = new TreeSet<>(pools.rig.batch().requestCounts().keySet());
    operations.removeIf(
        name ->
            name.contains("_Get") || name.contains("_List") || name.equals("Account_ListImages"));
    return operations;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            () -> PoolScale.formula("$TargetDedicatedNodes = min(;", Duration.ofMinutes(5)),
            "formula",
            "1"),
        mistake(() -> AutoScale.builder().nodes(5, 3).build(), "5", "3", "most"),
        mistake(() -> SMALL.toBuilder().slotsPerNode(257).build(), "slotsPerNode", "256", "257"),
        mistake(
            () -> VmSize.of("Standard_X", 2, DataSize.ofGibibytes(4)).withPrice(-1), "price", "-1"),
        mistake(() -> PoolChoice.anyOf(SMALL, SMALL), "two pools", "'small'", "give each its own"),
        mistake(
            () -> Registry.of("me.azurecr.io", RegistryAuth.password("", SecretRef.of("env:X"))),
            "user"),
        mistake(
            () -> ContainerSetup.none().withPrefetch(List.of("tools:1")),
            "ContainerSetup.required"),
        mistake(
            () ->
                SMALL.toBuilder()
                    .scale(PoolScale.fixed(0, 1))
                    .disks(PoolDisks.builder().osDisk(OsDisk.EPHEMERAL).build())
                    .build(),
            "pool 'small'",
            "spot machines can't have an ephemeral OS disk",
            "take a managed one"));
  }

  private static Arguments mistake(ThrowingCallable call, String... words) {
    return Arguments.of(call, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeInADescriptionIsRefusedWhereItIsMade(ThrowingCallable call, List<String> words) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void moreSlotsThanAzureAllowsForTheSizeAreRefusedWhenTheExecutorIsOpened() {
    PoolSpec spec = LARGE.toBuilder().slotsPerNode(17).build();
    try (PoolsRig pools = new PoolsRig()) {
      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(() -> pools.open(config -> config, SMALL, spec))
          .satisfies(e -> assertThat(e.retry()).isEqualTo(WorkflowException.Retry.IS_USELESS))
          .withMessageContaining(
              "pool 'large' has 17 slots per node, and Azure allows 4 for each core, which makes 16"
                  + " on a Standard_D4s_v5; ask for fewer");
      assertThat(changes(pools)).isEmpty();
      pools.open(config -> config, SMALL, LARGE.toBuilder().slotsPerNode(16).build());
    }
  }

  @Test
  void sizeThatNobodyKnowsIsNoReasonToRefuse() throws Exception {
    PoolSpec spec = PoolsRig.spec("new", "Standard_Z2_v99").withSlotsPerNode(4);
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(spec);
      Resources much = Resources.builder().cpus(4).memory(DataSize.ofGibibytes(900)).build();

      assertThat(Rig.await(Rig.submit(run, Rig.any("job").resources(much)))).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "azure-batch.poool; small; azure-batch.poool; azure-batch.pool",
        "azure-batch.pool; smal; no pool; Did you mean small?",
        "azure-batch.label.tier; gold; azure-batch.label.tier=gold; add such a pool",
        "azure-batch.vm-size; Standard_D4s_v4; no pool; Standard_D4s_v5"
      })
  void hintThatNoPoolMeetsIsRefused(String key, String value, String rule, String wayOut) {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL, LARGE);
      Resources resources = Resources.builder().hints(Map.of(key, value)).build();

      assertRefused(pools, run, resources, "job job", rule, wayOut);
    }
  }

  @Test
  void jobThatFitsNoPoolIsRefusedWithWhatEachLacks() {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL, LARGE);

      assertRefused(
          pools,
          run,
          Resources.builder().cpus(8).build(),
          "8 cpus",
          "pool small has 2 cores",
          "pool large has 4 cores",
          "add a pool of larger machines");
      assertRefused(
          pools,
          run,
          Resources.builder().spot(Spot.REQUIRE).build(),
          "spot nodes",
          "add a pool of spot nodes only");
    }
  }

  private static void assertRefused(
      PoolsRig pools, WorkflowRun run, Resources resources, String... words) {
    var outcome = run.submit(List.of(Rig.any("job").resources(resources).build())).get(0);

    assertThat(outcome.isAccepted()).isFalse();
    assertThat(outcome.problems().get(0).toString()).contains(words);
    assertThat(changes(pools)).isEmpty();
  }
}
