package io.github.lighterman.local;

import io.github.lighterman.DataSize;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;

/**
 * What an attempt takes of a {@link Machine} while it runs.
 *
 * @param milliCpus processors, in thousandths, rounded up
 * @param memory bytes
 * @param gpus gpus
 */
record Demand(long milliCpus, long memory, int gpus) {
  static Demand of(Resources resources) {
    return new Demand(
        (long) Math.ceil(resources.cpus() * 1000 - 1e-6),
        resources.memory().map(DataSize::bytes).orElse(0L),
        resources.gpus());
  }

  boolean fits(Machine machine) {
    return milliCpus <= machine.milliCpus()
        && memory <= machine.memory().bytes()
        && gpus <= machine.gpus();
  }

  PendingReason busy() {
    return PendingReason.of(
        PendingReason.Cause.BUSY, "waits for " + this + ", which other jobs use now");
  }

  @Override
  public String toString() {
    String cpus = milliCpus % 1000 == 0 ? "" + milliCpus / 1000 : "" + milliCpus / 1000.0;
    return cpus
        + (milliCpus == 1000 ? " cpu" : " cpus")
        + (memory == 0 ? "" : ", " + DataSize.ofBytes(memory) + " of memory")
        + (gpus == 0 ? "" : ", " + gpus + (gpus == 1 ? " gpu" : " gpus"));
  }
}
