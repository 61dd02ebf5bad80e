package io.github.lighterman.local;

import io.github.lighterman.RunId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets attempts in as long as the machine has room: by priority; among equals, runs take turns; in
 * a run, first come, first served. A small one may overtake a large one that doesn't fit, but only
 * {@value #MOST_OVERTAKES} times: then the machine is kept free until the large one fits.
 *
 * <p>Waiting attempts are kept by run and demand, so that finding the next costs as much as there
 * are different demands, not as there are attempts.
 */
final class Admission {
  static final int MOST_OVERTAKES = 64;

  /** Is called, with no lock held, when an attempt may run. */
  interface Admitted {
    void run(Grant grant);
  }

  /** What was let in; given back by {@link Admission#release}, once. */
  record Grant(Demand demand, List<Integer> gpus) {}

  /** An attempt that waits. */
  static final class Ticket {
    private final RunId run;
    private final Demand demand;
    private final int priority;
    private final long number;
    private final Admitted admitted;
    private int overtaken;
    private boolean waiting = true;

    private Ticket(RunId run, Demand demand, int priority, long number, Admitted admitted) {
      this.run = run;
      this.demand = demand;
      this.priority = priority;
      this.number = number;
      this.admitted = admitted;
    }
  }

  private static final Comparator<Ticket> ORDER =
      Comparator.<Ticket>comparingInt(ticket -> -ticket.priority)
          .thenComparingLong(ticket -> ticket.number);

  /** The waiting attempts of one run, and how much it has had. */
  private static final class Share {
    final Map<Demand, PriorityQueue<Ticket>> waiting = new HashMap<>();
    long turn;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<RunId, Share> shares = new HashMap<>();
  private final TreeSet<Integer> freeGpus = new TreeSet<>();
  private long freeMilliCpus;
  private long freeMemory;
  private long tickets;
  private long turn;

  Admission(Machine machine) {
    freeMilliCpus = machine.milliCpus();
    freeMemory = machine.memory().bytes();
    for (int gpu = 0; gpu < machine.gpus(); gpu++) {
      freeGpus.add(gpu);
    }
  }

  /** Lets an attempt in now, or returns the ticket by which it can leave. */
  Optional<Ticket> enqueue(RunId run, Demand demand, int priority, Admitted admitted) {
    Ticket ticket;
    lock.lock();
    try {
      ticket = new Ticket(run, demand, priority, tickets++, admitted);
      Share share = shares.computeIfAbsent(run, id -> new Share());
      if (share.waiting.isEmpty()) {
        share.turn = Math.max(share.turn, turn);
      }
      share.waiting.computeIfAbsent(demand, d -> new PriorityQueue<>(ORDER)).add(ticket);
    } finally {
      lock.unlock();
    }
    admit();
    lock.lock();
    try {
      return ticket.waiting ? Optional.of(ticket) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes an attempt out that waits, and tells whether it did; if not, it was let in. */
  boolean leave(Ticket ticket) {
    lock.lock();
    try {
      if (!ticket.waiting) {
        return false;
      }
      // It stays in its queue until it would be next; to look for it there takes long.
      ticket.waiting = false;
    } finally {
      lock.unlock();
    }
    admit();
    return true;
  }

  /** Takes what an attempt uses that is running already, even if that is more than there is. */
  Grant seize(Demand demand, List<Integer> gpus) {
    lock.lock();
    try {
      freeMilliCpus -= demand.milliCpus();
      freeMemory -= demand.memory();
      List<Integer> seized = gpus.stream().filter(freeGpus::remove).toList();
      return new Grant(demand, seized);
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what was granted, and lets others in. */
  void release(Grant grant) {
    lock.lock();
    try {
      freeMilliCpus += grant.demand().milliCpus();
      freeMemory += grant.demand().memory();
      freeGpus.addAll(grant.gpus());
    } finally {
      lock.unlock();
    }
    admit();
  }

  private void admit() {
    while (true) {
      Ticket next;
      Grant grant;
      lock.lock();
      try {
        next = next();
        if (next == null) {
          return;
        }
        next.waiting = false;
        grant = take(next.demand);
        Share share = shares.get(next.run);
        if (share != null) {
          turn = ++share.turn;
        }
      } finally {
        lock.unlock();
      }
      next.admitted.run(grant);
    }
  }

  private @Nullable Ticket next() {
    List<Ticket> heads = new ArrayList<>();
    for (Share share : shares.values()) {
      for (PriorityQueue<Ticket> queue : share.waiting.values()) {
        while (!queue.isEmpty() && !queue.element().waiting) {
          queue.remove();
        }
        if (!queue.isEmpty()) {
          heads.add(queue.element());
        }
      }
      share.waiting.values().removeIf(PriorityQueue::isEmpty);
    }
    shares.values().removeIf(share -> share.waiting.isEmpty());
    heads.sort(
        Comparator.<Ticket>comparingInt(ticket -> -ticket.priority)
            .thenComparingLong(ticket -> turnOf(ticket))
            .thenComparingLong(ticket -> ticket.number));
    for (Ticket ticket : heads) {
      if (fits(ticket.demand)) {
        Ticket first = heads.get(0);
        if (first != ticket) {
          first.overtaken++;
        }
        return ticket;
      }
      if (ticket.overtaken >= MOST_OVERTAKES) {
        return null;
      }
    }
    return null;
  }

  private long turnOf(Ticket ticket) {
    Share share = shares.get(ticket.run);
    return share == null ? 0 : share.turn;
  }

  private boolean fits(Demand demand) {
    return demand.milliCpus() <= freeMilliCpus
        && demand.memory() <= freeMemory
        && demand.gpus() <= freeGpus.size();
  }

  private Grant take(Demand demand) {
    freeMilliCpus -= demand.milliCpus();
    freeMemory -= demand.memory();
    List<Integer> gpus = new ArrayList<>();
    for (int i = 0; i < demand.gpus(); i++) {
      Integer gpu = freeGpus.pollFirst();
      if (gpu != null) {
        gpus.add(gpu);
      }
    }
    return new Grant(demand, List.copyOf(gpus));
  }
}
