package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import io.github.lighterman.spi.Spelling;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says why no pool takes a job: of the pools that come nearest to it, what each of them lacks. */
final class PlacementRefusal {
  private static final int NAMED = 4;

  private final List<PoolOffer> offers;
  private final PoolMatch match;

  PlacementRefusal(List<PoolOffer> offers, PoolMatch match) {
    this.offers = offers;
    this.match = match;
  }

  Problem problem(String job, JobDemand demand, Spot.Preference spot) {
    Map<PoolMatch.Claim, Set<PoolOffer>> broken = new EnumMap<>(PoolMatch.Claim.class);
    for (PoolOffer offer : offers) {
      PoolMatch.Claim claim =
          requireNonNull(match.broken(offer, demand, spot), "a pool takes the job");
      broken.computeIfAbsent(claim, key -> new LinkedHashSet<>()).add(offer);
    }
    boolean size = broken.keySet().stream().anyMatch(PoolMatch.Claim::isOfSize);
    if (size) {
      broken.keySet().removeIf(claim -> !claim.isOfSize());
    } else {
      PoolMatch.Claim last = broken.keySet().stream().reduce((a, b) -> b).orElseThrow();
      broken.keySet().retainAll(Set.of(last));
    }
    PoolMatch.Claim first = broken.keySet().iterator().next();
    String things =
        broken.keySet().stream()
            .map(claim -> thing(claim, demand, spot))
            .collect(Collectors.joining(", "));
    return new Problem(
        size ? Problem.Kind.IMPOSSIBLE_RESOURCES : Problem.Kind.UNSUPPORTED,
        job + ": " + things,
        rules(broken, demand),
        guess(first, demand) + remedy(first, demand, spot));
  }

  private String rules(Map<PoolMatch.Claim, Set<PoolOffer>> broken, JobDemand demand) {
    PoolMatch.Claim first = broken.keySet().iterator().next();
    if (first.compareTo(PoolMatch.Claim.LABELS) <= 0) {
      return "is met by no pool; there are: " + String.join(", ", known(first));
    }
    int all = broken.values().stream().mapToInt(Set::size).sum();
    String rules =
        broken.entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().stream().map(offer -> rule(entry.getKey(), offer, demand)))
            .limit(NAMED)
            .collect(Collectors.joining("; "));
    String others = all > NAMED ? "; and so on for " + (all - NAMED) + " pools more" : "";
    return "can't be had: " + rules + others;
  }

  private static String thing(PoolMatch.Claim claim, JobDemand demand, Spot.Preference spot) {
    Resources resources = demand.resources();
    return switch (claim) {
      case POOL -> "hint " + PoolWish.POOL + "=" + demand.wish().pool().orElseThrow();
      case VM_SIZE -> "hint " + PoolWish.VM_SIZE + "=" + demand.wish().vmSize().orElseThrow();
      case LABELS ->
          demand.wish().labels().entrySet().stream()
              .map(label -> "hint " + PoolWish.LABEL + label.getKey() + "=" + label.getValue())
              .sorted()
              .collect(Collectors.joining(", "));
      case ARCHITECTURE ->
          "architecture " + word(demand.wish().architecture().orElse(Architecture.X64));
      case CONTAINERS ->
          demand.containers() == Containers.REQUIRED ? "containers" : "a run without an image";
      case LEASE -> spot == Spot.Preference.NEVER ? "dedicated nodes" : "spot nodes";
      case CPUS -> number(resources.cpus()) + " cpus";
      case MEMORY -> resources.memory().orElseThrow() + " of memory";
      case DISK -> resources.disk().orElseThrow() + " of disk";
      case GPUS -> resources.gpus() + " gpus";
    };
  }

  private static String rule(PoolMatch.Claim claim, PoolOffer offer, JobDemand demand) {
    PoolOffer.Machine machine = offer.machine();
    return "pool "
        + offer.name()
        + " has "
        + switch (claim) {
          case POOL, VM_SIZE, LABELS -> "another one";
          case ARCHITECTURE ->
              "machines for " + machine.size().map(size -> word(size.architecture())).orElse("?");
          case CONTAINERS ->
              demand.containers() == Containers.REQUIRED
                  ? "no container engine"
                  : "containers for all its jobs";
          case LEASE ->
              switch (offer.lease()) {
                case DEDICATED -> "dedicated nodes";
                case SPOT -> "spot nodes";
                case MIXED, UNKNOWN -> "both kinds, and Batch chooses";
              };
          case CPUS ->
              machine.size().map(size -> size.cores() + " cores").orElse(slots(offer))
                  + on(machine);
          case MEMORY -> rounded(machine.usableMemory()) + " for jobs" + on(machine);
          case DISK -> rounded(machine.usableDisk()) + " for jobs" + on(machine);
          case GPUS -> machine.size().map(VmSize::gpus).orElse(0) + " gpus" + on(machine);
        };
  }

  private static String remedy(PoolMatch.Claim claim, JobDemand demand, Spot.Preference spot) {
    return switch (claim) {
      case POOL, VM_SIZE, LABELS -> "Correct the hint, leave it out, or add such a pool";
      case ARCHITECTURE ->
          demand.wish().architecture().isPresent()
              ? "Leave the hint out, or add a pool of such machines"
              : "Say what it runs on by the hint "
                  + PoolWish.ARCHITECTURE
                  + ", or add a pool for x64";
      case CONTAINERS ->
          demand.containers() == Containers.REQUIRED
              ? "Use a pool with containers, or no image"
              : "Name one with image, or for all jobs with JobDefaults.withImage";
      case LEASE ->
          spot == Spot.Preference.NEVER
              ? "Let it run on either with Spot.ALLOW, or add a pool of dedicated nodes only"
              : "Let it run on either with Spot.ALLOW, or add a pool of spot nodes only";
      case CPUS, MEMORY, DISK, GPUS -> "Ask for less, or add a pool of larger machines";
    };
  }

  /** Returns which name may have been meant, as a sentence. */
  private String guess(PoolMatch.Claim claim, JobDemand demand) {
    String name =
        switch (claim) {
          case POOL -> demand.wish().pool().orElse("");
          case VM_SIZE -> demand.wish().vmSize().orElse("");
          default -> "";
        };
    List<String> known = known(claim);
    List<String> plain =
        known.stream().map(each -> each.toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    return Spelling.nearest(name, plain)
        .map(near -> "Did you mean " + known.get(plain.indexOf(near)) + "? ")
        .orElse("");
  }

  private List<String> known(PoolMatch.Claim claim) {
    return offers.stream()
        .map(
            offer ->
                switch (claim) {
                  case POOL -> offer.name();
                  case VM_SIZE -> offer.machine().vmSize();
                  default -> offer.name() + " with the labels " + new TreeMap<>(offer.labels());
                })
        .distinct()
        .limit(NAMED)
        .toList();
  }

  private static String slots(PoolOffer offer) {
    return offer.slotsPerNode() + " slots";
  }

  private static String on(PoolOffer.Machine machine) {
    return " on a " + machine.vmSize();
  }

  private static String word(Architecture architecture) {
    return architecture.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double cpus) {
    return cpus == Math.rint(cpus) ? Long.toString((long) cpus) : Double.toString(cpus);
  }

  private static String rounded(long bytes) {
    return DataSize.ofMebibytes(bytes >> 20).toString();
  }
}
