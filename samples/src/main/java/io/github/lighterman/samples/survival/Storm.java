package io.github.lighterman.samples.survival;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Faults of both services at seeded moments: one kind alone, two, or many.
 *
 * @param name which kinds, in words
 * @param batch those of Batch
 * @param blobs those of Blob Storage
 */
record Storm(String name, List<FaultRule> batch, List<BlobFaultRule> blobs) implements Weather {
  private static final double MOST = 0.3;
  private static final double MANY = 0.06;
  private static final Duration SOON = Duration.ofMillis(20);
  // Those of requests; NodeTrouble has the others.
  private static final List<Fault> BATCH =
      List.of(
          Fault.CONNECTION_RESET,
          Fault.UNAVAILABLE,
          Fault.BAD_GATEWAY,
          Fault.TOO_MANY_REQUESTS,
          Fault.SERVER_BUSY,
          Fault.INTERNAL_ERROR,
          Fault.JOB_NOT_FOUND,
          Fault.STALE_LIST,
          Fault.TASK_NOT_ADDED,
          Fault.CONNECTION_RESET_AFTER_WRITE,
          Fault.TRUNCATED_ANSWER,
          Fault.SLOW_ANSWER,
          Fault.ACTIVE_JOB_QUOTA);

  /** Returns the storm of this number: one kind, two, or many, in turns. */
  static Storm of(long seed, int number) {
    Random random = new Random(seed + number);
    List<Enum<?>> kinds = kinds();
    if (number % 3 == 0) {
      return of(List.of(kinds.get(number / 3 % kinds.size())), random, MOST, "");
    }
    if (number % 3 == 1) {
      Collections.shuffle(kinds, random);
      return of(kinds.subList(0, 2), random, MOST / 2, "pairs");
    }
    return ofAll(random);
  }

  /** Returns one of all kinds. */
  static Storm ofAll(Random random) {
    return of(kinds(), random, MANY, "storms of all");
  }

  private static List<Enum<?>> kinds() {
    List<Enum<?>> kinds = new ArrayList<>();
    kinds.addAll(BATCH);
    kinds.addAll(List.of(BlobFault.values()));
    return kinds;
  }

  @Override
  public String fault() {
    return "faults of requests";
  }

  @Override
  public void begin(EmulatedAccount account) {
    batch.forEach(account.batch()::inject);
    account.storage().fail(blobs);
  }

  @Override
  public void end(EmulatedAccount account) {
    account.batch().clearFaults();
    account.storage().fail(List.of());
  }

  private static Storm of(List<Enum<?>> kinds, Random random, double most, String name) {
    List<FaultRule> batch = new ArrayList<>();
    List<BlobFaultRule> blobs = new ArrayList<>();
    for (Enum<?> kind : kinds) {
      double probability = most * (0.2 + 0.8 * random.nextDouble());
      long seed = random.nextLong();
      if (kind instanceof Fault fault) {
        batch.add(timed(FaultRule.of(fault)).withProbability(probability, seed));
      } else {
        blobs.add(
            BlobFaultRule.of((BlobFault) kind).lasting(SOON).withProbability(probability, seed));
      }
    }
    String words =
        Stream.concat(
                batch.stream().map(rule -> rule.fault().name()),
                blobs.stream().map(rule -> "blob " + rule))
            .collect(Collectors.joining(", "));
    return new Storm(name.isEmpty() ? words : name, batch, blobs);
  }

  private static FaultRule timed(FaultRule rule) {
    return switch (rule.fault()) {
      case TOO_MANY_REQUESTS, SERVER_BUSY -> rule.withTime(Duration.ZERO);
      case SLOW_ANSWER -> rule.withTime(SOON);
      case STALE_LIST, JOB_NOT_FOUND -> rule.withTime(Duration.ofMillis(200));
      default -> rule;
    };
  }
}
