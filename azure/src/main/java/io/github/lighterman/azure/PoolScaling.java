package io.github.lighterman.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service what a pool that scales itself will need, as far as only the driver knows it:
 * tasks that are on their way, and how many slots they take. Each time the service evaluates the
 * formula at once. Without the driver the formula goes on with what the service sees. Called by one
 * look after the other.
 */
final class PoolScaling {
  private static final Logger log = LoggerFactory.getLogger(PoolScaling.class);
  // https://learn.microsoft.com/rest/api/batchservice/pool/enable-auto-scale: 30 seconds apart.
  private static final Duration PAUSE = Duration.ofSeconds(35);
  private static final int RENEWALS = 4;
  private static final double THOUSAND = 1_000;

  /** What was told last. */
  private record Told(ScaleHint hint, Instant at) {}

  private final AzureMachinery machinery;
  private final AutoScale scale;
  private final int slotsPerNode;
  private volatile @Nullable Told told;
  private volatile @Nullable Instant tried;
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong expectedTasks = new AtomicLong();

  private PoolScaling(AzureMachinery machinery, AutoScale scale, int slotsPerNode) {
    this.machinery = machinery;
    this.scale = scale;
    this.slotsPerNode = slotsPerNode;
  }

  /** Returns what scales this pool, if it's to be scaled by its jobs. */
  static Optional<PoolScaling> of(AzureMachinery machinery, OfferedPool pool) {
    return pool.spec().scale() instanceof AutoScale scale
        ? Optional.of(new PoolScaling(machinery, scale, pool.offer().slotsPerNode()))
        : Optional.empty();
  }

  /** Returns the formula that the pool is made with. */
  PoolScale first() {
    return formula(hint((double) expected.get() / THOUSAND, (double) expectedTasks.get()));
  }

  /** Notes what is on its way before there is a pool. */
  void expect(int slots) {
    long unusedSlots = expected.addAndGet((long) Math.ceil(effective(slots) * THOUSAND));
    long unusedTasks = expectedTasks.incrementAndGet();
  }

  /** Tells whether the service takes another formula by now. */
  boolean isDue() {
    Instant last = tried;
    return last == null || Duration.between(last, machinery.clock.instant()).compareTo(PAUSE) >= 0;
  }

  /** Tells what these tasks need, if the service should know it now. */
  void look(String poolId, Collection<TrackedTask> runnable) {
    if (!isDue()) {
      return;
    }
    double slots = 0;
    for (TrackedTask task : runnable) {
      slots += effective(task.where().slots());
    }
    ScaleHint hint = hint(slots, runnable.size());
    Instant now = machinery.clock.instant();
    if (!isNews(hint, now)) {
      return;
    }
    tried = now;
    try {
      PoolScale.Formula formula = formula(hint);
      machinery.gateway.autoscalePool(poolId, formula.text(), formula.interval());
      log.debug("Pool {} is to have {} slots", poolId, hint.slots());
      told = new Told(hint, now);
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.LATER || e.kind() == BatchException.Kind.NOT_FOUND) {
        log.debug("Pool {} takes no formula just now: {}", poolId, e.getMessage());
      } else {
        log.warn("Pool {} can't be told what it needs; it's tried again", poolId, e);
      }
    }
  }

  /** Knows nothing of what an earlier pool was told. */
  void begin() {
    told = null;
    tried = null;
    expected.set(0);
    expectedTasks.set(0);
  }

  /** Has the formula told again, as after the pool was brought to another size. */
  void forget() {
    told = null;
  }

  private boolean isNews(ScaleHint hint, Instant now) {
    Told last = told;
    if (last == null) {
      return hint.slots() > 0;
    }
    Duration life = machinery.config.poolPolicy().forgottenAfter();
    if (!now.isBefore(last.at().plus(life.dividedBy(RENEWALS)))) {
      return true;
    }
    int before = now.isBefore(last.hint().until()) ? nodes(last.hint()) : 0;
    int wanted = nodes(hint);
    boolean ends = !now.plus(scale.interval()).isBefore(last.hint().until());
    boolean other = Math.abs(last.hint().slotsPerTask() - hint.slotsPerTask()) > 0.1;
    return wanted > before
        || (hint.slots() > 0 && (ends || other))
        || (wanted < before && !now.isBefore(last.at().plus(scale.interval())));
  }

  private int nodes(ScaleHint hint) {
    return (hint.slots() + slotsPerNode - 1) / slotsPerNode;
  }

  private ScaleHint hint(double slots, double tasks) {
    Instant now = machinery.clock.instant();
    return new ScaleHint(
        (int) Math.ceil(slots - 1e-6),
        tasks == 0 ? 1 : Math.min(256, Math.max(1, slots / tasks)),
        now.plus(scale.interval().multipliedBy(2)).plusSeconds(60),
        now.plus(machinery.config.poolPolicy().forgottenAfter()));
  }

  /** A task takes up the slots, too, that no other of its kind can use. */
  private double effective(int slots) {
    return (double) slotsPerNode / Math.max(1, slotsPerNode / Math.max(1, slots));
  }

  private PoolScale.Formula formula(ScaleHint hint) {
    return new PoolScale.Formula(ScaleFormula.text(scale, slotsPerNode, hint), scale.interval());
  }
}
