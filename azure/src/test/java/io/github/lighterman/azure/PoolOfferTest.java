package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolOfferTest {
  private static final VmSizes SIZES = VmSizes.builtIn();

  /** A machine of 16 cores, 110 GiB of memory, 352 GiB of disk and a gpu. */
  private static final PoolOffer.Machine GPU = PoolOffer.Machine.of("Standard_NC16as_T4_v3", SIZES);

  private static final PoolOffer.Machine UNKNOWN = PoolOffer.Machine.of("Standard_X1_v99", SIZES);

  @ParameterizedTest
  @CsvSource({
    // Slots on a machine of 4 cores, cpus, slots that these take.
    "4, 1, 1",
    "4, 0.001, 1",
    "4, 1.5, 2",
    "4, 4, 4",
    "16, 1, 4",
    "16, 0.25, 1",
    "16, 0.3, 2",
    "1, 0.5, 1",
    "1, 4, 1",
    "2, 1, 1",
    "2, 2.5, 2",
  })
  void cpusTakeTheirPartOfTheSlots(int slotsPerNode, double cpus, int slots) {
    PoolOffer offer = PoolOffer.of("a", machine("Standard_D4s_v5"), slotsPerNode);

    assertThat(offer.slotsFor(Resources.of(cpus))).hasValue(slots);
  }

  @Test
  void decimalCpusTakeNoSlotForWhatRoundingAdds() {
    PoolOffer offer = PoolOffer.of("a", machine("Standard_D2s_v5"), 20);

    assertThat(offer.slotsFor(Resources.of(0.3))).hasValue(3);
    assertThat(offer.slotsFor(Resources.of(1.1))).hasValue(11);
  }

  @Test
  void memoryCountsAgainstWhatTheSystemLeaves() {
    // 16 GiB without 512 MiB and a 50th are 15.18 GiB, a quarter of it 3.795 GiB.
    PoolOffer offer = PoolOffer.of("a", machine("Standard_D4s_v5"), 4);

    assertThat(offer.slotsFor(Resources.of(1, DataSize.ofMebibytes(3_886)))).hasValue(1);
    assertThat(offer.slotsFor(Resources.of(1, DataSize.ofMebibytes(3_887)))).hasValue(2);
    assertThat(offer.slotsFor(Resources.of(1, DataSize.parse("15.18GiB")))).hasValue(4);
    assertThat(offer.slotsFor(Resources.of(1, DataSize.parse("15.19GiB")))).isEmpty();
  }

  @Test
  void diskIsTheTemporaryOneOrTheDataDisksInItsPlace() {
    Resources job = Resources.builder().disk(DataSize.ofGibibytes(100)).build();
    PoolOffer temporary = PoolOffer.of("a", machine("Standard_D4ds_v5"), 4);
    PoolOffer data =
        PoolOffer.of("b", machine("Standard_D4ds_v5").withDisk(DataSize.ofGibibytes(1_000)), 4);

    // 95 % of 150 GiB, in quarters.
    assertThat(temporary.slotsFor(job)).hasValue(3);
    assertThat(data.slotsFor(job)).hasValue(1);
    assertThat(temporary.slotsFor(job.toBuilder().disk(DataSize.ofGibibytes(143)).build()))
        .isEmpty();
  }

  @Test
  void gpusTakeTheirPartOfTheSlots() {
    PoolOffer one = PoolOffer.of("a", GPU, 16);
    PoolOffer four = PoolOffer.of("b", machine("Standard_NC64as_T4_v3"), 64);
    Resources job = Resources.builder().gpus(1).build();

    assertThat(one.slotsFor(job)).hasValue(16);
    assertThat(four.slotsFor(job)).hasValue(16);
    assertThat(one.slotsFor(job.toBuilder().gpus(2).build())).isEmpty();
    assertThat(PoolOffer.of("c", machine("Standard_D4s_v5"), 4).slotsFor(job)).isEmpty();
  }

  @Test
  void unknownSizeHoldsNoJobBackButForItsSlots() {
    PoolOffer offer = PoolOffer.of("a", UNKNOWN, 8);
    Resources job =
        Resources.builder()
            .cpus(2.5)
            .memory(DataSize.ofGibibytes(10_000))
            .disk(DataSize.ofGibibytes(10_000))
            .build();

    assertThat(offer.slotsFor(job)).hasValue(3);
    assertThat(offer.slotsFor(Resources.of(9))).isEmpty();
    assertThat(offer.slotsFor(job.toBuilder().gpus(1).build())).hasValue(8);
    assertThat(offer.unchecked(job).orElseThrow())
        .contains("memory and disk", "Standard_X1_v99", "VmSizes.with");
  }

  @Test
  void diskOfASizeWithoutOneIsNotCheckedAndThatIsSaid() {
    PoolOffer offer = PoolOffer.of("a", machine("Standard_D4s_v5"), 4);
    Resources job = Resources.builder().disk(DataSize.ofGibibytes(10_000)).build();

    assertThat(offer.slotsFor(job)).hasValue(1);
    assertThat(offer.unchecked(job).orElseThrow()).contains("disk", "give it a data disk");
    assertThat(offer.unchecked(Resources.of(1, DataSize.ofGibibytes(1)))).isEmpty();
  }

  @Test
  void machineTooSmallForItsSystemTakesNoJobThatClaimsMemory() {
    VmSizes tiny = SIZES.with(VmSize.of("Standard_B1", 1, DataSize.ofMebibytes(256)));
    PoolOffer offer = PoolOffer.of("a", PoolOffer.Machine.of("Standard_B1", tiny), 1);

    assertThat(offer.slotsFor(Resources.of(1, DataSize.ofBytes(1)))).isEmpty();
    assertThat(offer.slotsFor(Resources.of(1))).hasValue(1);
  }

  @Test
  void priceIsThatOfTheLease() {
    PoolOffer offer = PoolOffer.of("a", machine("Standard_D4s_v5"), 4);

    assertThat(offer.price()).hasValueCloseTo(0.192, within(1e-6));
    assertThat(offer.withLease(PoolOffer.Lease.MIXED).price()).isEqualTo(offer.price());
    assertThat(offer.withLease(PoolOffer.Lease.SPOT).price().orElseThrow())
        .isLessThan(offer.price().orElseThrow());
    assertThat(PoolOffer.of("b", UNKNOWN, 4).price()).isEmpty();
  }

  @Test
  void diskThatNoMachineHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GPU.withDisk(DataSize.parse("5PiB")))
        .withMessageContaining("disk of a Standard_NC16as_T4_v3");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257})
  void slotsOutsideOfWhatAzureAllowsAreRefused(int slots) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolOffer.of("a", UNKNOWN, slots))
        .withMessageContaining("slotsPerNode of pool a must be 1 to 256");
  }

  /** Whatever the jobs and the machine: a node whose slots are full has promised nothing twice. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void fullNodeHasPromisedNothingTwice(long seed) {
    Random random = new Random(seed);
    int packed = 0;
    for (int node = 0; node < 2_000; node++) {
      PoolOffer offer = anyOffer(random);
      VmSize size = offer.machine().size().orElseThrow();
      int free = offer.slotsPerNode();
      double cpus = 0;
      double memory = 0;
      double disk = 0;
      int gpus = 0;
      for (int tries = 0; tries < 40 && free > 0; tries++) {
        Resources job = anyJob(random, size);
        OptionalInt slots = offer.slotsFor(job);
        assertThat(slots.orElse(1)).isBetween(1, offer.slotsPerNode());
        if (slots.isPresent() && slots.getAsInt() <= free) {
          free -= slots.getAsInt();
          cpus += job.cpus();
          memory += job.memory().map(DataSize::bytes).orElse(0L);
          disk += job.disk().map(DataSize::bytes).orElse(0L);
          gpus += job.gpus();
          packed++;
        }
      }
      assertThat(cpus).isLessThanOrEqualTo(size.cores() + 1e-6);
      assertThat(memory).isLessThanOrEqualTo((double) offer.machine().usableMemory());
      assertThat(memory).isLessThan((double) size.memory().bytes());
      assertThat(disk).isLessThanOrEqualTo((double) offer.machine().usableDisk());
      assertThat(gpus).isLessThanOrEqualTo(size.gpus());
    }
    assertThat(packed).isGreaterThan(4_000);
  }

  /** What takes the whole of a machine fits, so that nothing is refused without a reason. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void jobAsLargeAsTheNodeFitsAndNoLargerOne(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      PoolOffer offer = anyOffer(random);
      VmSize size = offer.machine().size().orElseThrow();
      Resources whole =
          Resources.builder()
              .cpus(size.cores())
              .memory(DataSize.ofBytes(offer.machine().usableMemory()))
              .disk(DataSize.ofBytes(offer.machine().usableDisk()))
              .gpus(size.gpus())
              .build();

      assertThat(offer.slotsFor(whole)).hasValue(offer.slotsPerNode());
      assertThat(offer.slotsFor(whole.toBuilder().cpus(size.cores() + 0.001).build())).isEmpty();
      assertThat(offer.slotsFor(whole.toBuilder().gpus(size.gpus() + 1).build())).isEmpty();
      DataSize more = DataSize.ofBytes(offer.machine().usableMemory() + 1);
      assertThat(offer.slotsFor(whole.toBuilder().memory(more).build())).isEmpty();
    }
  }

  private static PoolOffer anyOffer(Random random) {
    int cores = 1 + random.nextInt(128);
    VmSize size =
        VmSize.of("Standard_X", cores, DataSize.ofMebibytes(1_024 + random.nextInt(1 << 21)))
            .withTempDisk(DataSize.ofMebibytes(1 + random.nextInt(1 << 22)))
            .withGpus(random.nextInt(9));
    int slots = random.nextBoolean() ? cores : 1 + random.nextInt(Math.min(256, 4 * cores));
    PoolOffer.Machine machine =
        new PoolOffer.Machine(size.name(), Optional.of(size), Optional.of(size.tempDisk()));
    return PoolOffer.of("any", machine, slots);
  }

  private static Resources anyJob(Random random, VmSize size) {
    int part = 1 + random.nextInt(12);
    Resources.Builder job =
        Resources.builder()
            .cpus(Math.max(0.001, Math.round(size.cores() * 1_000.0 / part) / 1_000.0));
    if (random.nextBoolean()) {
      job.memory(DataSize.ofBytes(size.memory().bytes() / (1 + random.nextInt(12))));
    }
    if (random.nextBoolean()) {
      job.disk(DataSize.ofBytes(size.tempDisk().bytes() / (1 + random.nextInt(12))));
    }
    return job.gpus(random.nextBoolean() ? 0 : random.nextInt(size.gpus() + 2)).build();
  }

  private static PoolOffer.Machine machine(String vmSize) {
    assertThat(SIZES.find(vmSize)).isPresent();
    return PoolOffer.Machine.of(vmSize, SIZES);
  }
}
