package io.github.lighterman.testing.batch.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which fault strikes where and how often:
 *
 * <pre>{@code
 * emulator.inject(FaultRule.of(Fault.SERVER_BUSY).on("Task_AddCollection").times(2));
 * emulator.inject(FaultRule.of(Fault.NODE_PREEMPTED).inPools("spot").withProbability(0.1, 42));
 * }</pre>
 *
 * <p>Immutable. The order of the calls doesn't matter.
 *
 * @param fault what goes wrong
 * @param operations the service's names of the operations that it strikes, such as {@code Job_Add};
 *     empty for all that it can strike
 * @param pools the ids of the pools that it strikes, whatever their case; empty for all
 * @param sizes the machines' sizes of the pools that it strikes, whatever their case; empty for all
 * @param frequency how often
 * @param time what it means stands with each fault; zero for those to which it means nothing
 */
public record FaultRule(
    Fault fault,
    Set<String> operations,
    Set<String> pools,
    Set<String> sizes,
    Frequency frequency,
    Duration time) {

  /**
   * How often a fault strikes.
   *
   * @param skipped how many opportunities pass first, 0 or more
   * @param most how many times it strikes, 1 or more
   * @param probability with which it strikes at an opportunity after those, above 0 to 1
   * @param seed of the pseudorandom numbers; the same seed gives the same course
   */
  public record Frequency(int skipped, int most, double probability, long seed) {
    /** At each opportunity. */
    public static final Frequency ALWAYS = new Frequency(0, Integer.MAX_VALUE, 1, 0);

    /** Checks the ranges. */
    public Frequency {
      if (skipped < 0) {
        throw new IllegalArgumentException("skipped must be 0 or more, not " + skipped);
      }
      if (most < 1) {
        throw new IllegalArgumentException("most must be 1 or more, not " + most);
      }
      if (!(probability > 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "probability must be above 0 and at most 1, not " + probability);
      }
    }
  }

  /**
   * Checks that what is said fits the fault.
   *
   * @throws IllegalArgumentException if it doesn't
   */
  public FaultRule {
    requireNonNull(fault, "fault");
    operations = Set.copyOf(operations);
    pools = Set.copyOf(pools);
    sizes = Set.copyOf(sizes);
    requireNonNull(frequency, "frequency");
    if (!operations.isEmpty() && !fault.reach().takesOperations()) {
      throw new IllegalArgumentException(
          fault + " strikes " + fault.reach().words() + ", not operations; leave out on");
    }
    if (!pools.isEmpty() && fault.reach() != Reach.POOLS) {
      throw new IllegalArgumentException(
          fault + " strikes " + fault.reach().words() + ", not pools; leave out inPools");
    }
    if (!sizes.isEmpty() && fault.reach() != Reach.POOLS) {
      throw new IllegalArgumentException(
          fault + " strikes " + fault.reach().words() + ", not pools; leave out onSizes");
    }
    fault
        .refusal(requireNonNull(time, "time"))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(fault + " " + refusal);
            });
  }

  /** Returns that a fault strikes at each opportunity, with its usual time. */
  public static FaultRule of(Fault fault) {
    return new FaultRule(
        fault,
        Set.of(),
        Set.of(),
        Set.of(),
        Frequency.ALWAYS,
        fault.usualTime().orElse(Duration.ZERO));
  }

  /**
   * Returns this rule for these operations only. Whether they exist and fit the fault is checked
   * when the rule is given to an emulator.
   *
   * @throws IllegalArgumentException if the fault doesn't strike operations
   */
  public FaultRule on(String... names) {
    return new FaultRule(fault, Set.of(names), pools, sizes, frequency, time);
  }

  /**
   * Returns this rule for these pools only. They need not exist yet.
   *
   * @throws IllegalArgumentException if the fault doesn't strike pools
   */
  public FaultRule inPools(String... ids) {
    return new FaultRule(fault, operations, Set.of(ids), sizes, frequency, time);
  }

  /**
   * Returns this rule for pools of machines of these sizes only, such as {@code Standard_D2s_v5}.
   *
   * @throws IllegalArgumentException if the fault doesn't strike pools
   */
  public FaultRule onSizes(String... vmSizes) {
    return new FaultRule(fault, operations, pools, Set.of(vmSizes), frequency, time);
  }

  /**
   * Returns this rule, with an end after so many strikes.
   *
   * @param most 1 or more
   */
  public FaultRule times(int most) {
    return with(
        new Frequency(frequency.skipped(), most, frequency.probability(), frequency.seed()));
  }

  /**
   * Returns this rule, for which so many opportunities pass before it strikes for the first time.
   *
   * @param skipped 0 or more
   */
  public FaultRule after(int skipped) {
    return with(
        new Frequency(skipped, frequency.most(), frequency.probability(), frequency.seed()));
  }

  /**
   * Returns this rule, striking with a probability at each opportunity. Which of them it strikes,
   * counted in the order in which they come, follows from the seed alone.
   *
   * @param probability above 0 to 1
   */
  public FaultRule withProbability(double probability, long seed) {
    return with(new Frequency(frequency.skipped(), frequency.most(), probability, seed));
  }

  /**
   * Returns this rule with another time; what it means and its range stand with each fault.
   *
   * @throws IllegalArgumentException if the fault has no use for it, or it is out of range
   */
  public FaultRule withTime(Duration value) {
    return new FaultRule(fault, operations, pools, sizes, frequency, value);
  }

  /** Checks that the operations are among those that there are, and fit. */
  void check(Collection<ServiceOperation> known) {
    List<String> names = known.stream().map(ServiceOperation::name).sorted().toList();
    for (String name : new TreeSet<>(operations)) {
      ServiceOperation operation =
          known.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no operation " + name + "; there are " + names));
      if (!fault.reach().fits(operation)) {
        throw new IllegalArgumentException(
            fault + " strikes " + fault.reach().words() + ", and " + name + " is none of them");
      }
    }
  }

  boolean strikes(ServiceOperation operation) {
    return operations.isEmpty()
        ? fault.reach().fits(operation)
        : operations.contains(operation.name());
  }

  boolean strikesPool(String id, String vmSize) {
    return (pools.isEmpty() || pools.stream().anyMatch(id::equalsIgnoreCase))
        && (sizes.isEmpty() || sizes.stream().anyMatch(vmSize::equalsIgnoreCase));
  }

  private FaultRule with(Frequency value) {
    return new FaultRule(fault, operations, pools, sizes, value, time);
  }
}
