package io.github.lighterman.samples.survival;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Faults of pools and nodes at seeded moments: one kind alone, two, or all, and all with faults of
 * requests as well.
 *
 * @param name which kinds, in words
 * @param rules what happens
 * @param storm what befalls requests
 */
record NodeTrouble(String name, List<FaultRule> rules, Optional<Storm> storm) implements Weather {
  private static final double MOST = 0.5;
  private static final int TURNS = 4;
  private static final List<Fault> KINDS =
      List.of(
          Fault.POOL_QUOTA,
          Fault.CORE_QUOTA,
          Fault.ALLOCATION_FAILED,
          Fault.ALLOCATION_TIMED_OUT,
          Fault.NODE_UNUSABLE,
          Fault.NODE_IMAGE_PULL_FAILED,
          Fault.START_TASK_FAILED,
          Fault.NODE_PREEMPTED,
          Fault.NODE_LOST,
          Fault.NODE_DISK_FULL,
          Fault.TASK_IMAGE_PULL_FAILED,
          Fault.TASK_DISK_FULL);

  /** Returns the trouble of this number, of each sort in turn. */
  static NodeTrouble of(long seed, int number) {
    Random random = new Random(seed + number);
    int turn = number % TURNS;
    if (turn == 0) {
      Fault alone = KINDS.get(number / TURNS % KINDS.size());
      return new NodeTrouble(alone.name(), rules(List.of(alone), random, MOST), Optional.empty());
    }
    if (turn == 1) {
      List<Fault> kinds = new ArrayList<>(KINDS);
      Collections.shuffle(kinds, random);
      List<FaultRule> two = rules(kinds.subList(0, 2), random, MOST / 2);
      return new NodeTrouble("pairs", two, Optional.empty());
    }
    List<FaultRule> all = rules(KINDS, random, MOST / TURNS);
    return turn == 2
        ? new NodeTrouble("storms of all", all, Optional.empty())
        : new NodeTrouble("and of requests", all, Optional.of(Storm.ofAll(random)));
  }

  private static List<FaultRule> rules(List<Fault> kinds, Random random, double most) {
    return kinds.stream()
        .map(
            kind ->
                FaultRule.of(kind)
                    .withProbability(most * (0.2 + 0.8 * random.nextDouble()), random.nextLong()))
        .toList();
  }

  @Override
  public String fault() {
    return "faults of nodes";
  }

  @Override
  public void begin(EmulatedAccount account) {
    storm.ifPresent(it -> it.begin(account));
    rules.forEach(account.batch()::inject);
  }

  @Override
  public void end(EmulatedAccount account) {
    account.batch().clearFaults();
    storm.ifPresent(it -> it.end(account));
  }
}
