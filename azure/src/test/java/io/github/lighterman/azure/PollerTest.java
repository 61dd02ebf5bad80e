package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Looks come often while much happens, seldom while nothing does, and none is lost. */
final class PollerTest {
  private final ManualClock clock = ManualClock.create();
  private final Poller poller =
      new Poller(Duration.ofSeconds(1), Duration.ofSeconds(10), clock, Runnable::run);
  private final List<Instant> looks = new ArrayList<>();
  private final AtomicBoolean changes = new AtomicBoolean();

  private final Poller.Look look =
      () -> {
        looks.add(clock.instant());
        return changes.get();
      };

  private List<Long> pauses() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < looks.size(); i++) {
      // A look takes some real time, which counts; to the tenth of a second it takes none.
      long millis = Duration.between(looks.get(i - 1), looks.get(i)).toMillis();
      pauses.add((millis + 50) / 100 * 100);
    }
    return pauses;
  }

  @Test
  void looksOftenWhileSomethingChanges() {
    changes.set(true);
    poller.add(look);

    clock.advance(Duration.ofSeconds(10));

    assertThat(looks).hasSizeBetween(10, 11);
    assertThat(pauses()).containsOnly(1_000L);
  }

  @Test
  void looksSeldomWhileNothingDoes() {
    poller.add(look);

    clock.advance(Duration.ofMinutes(2));

    assertThat(pauses()).startsWith(1_500L).endsWith(10_000L, 10_000L);
    assertThat(pauses().get(1)).isBetween(2_200L, 2_300L);
    assertThat(pauses()).isSorted();
  }

  @Test
  void expectationBringsTheNextLookForward() {
    poller.add(look);
    clock.advance(Duration.ofMinutes(2));
    Instant asked = clock.instant();

    poller.soon();
    poller.soon();
    clock.advance(Duration.ofSeconds(1));

    assertThat(looks).contains(asked.plusSeconds(1));
  }

  @Test
  void expectationDuringALookIsHeeded() {
    poller.add(
        () -> {
          boolean unused = look.look();
          if (looks.size() == 5) {
            poller.soon();
          }
          return false;
        });

    clock.advance(Duration.ofMinutes(1));

    assertThat(pauses().get(3)).isGreaterThan(1_000L);
    assertThat(pauses().get(4)).isEqualTo(1_000L);
  }

  @Test
  void lookThatThrowsStopsNoOther() {
    changes.set(true);
    poller.add(
        () -> {
          throw new IllegalStateException("meant to be logged by this test");
        });
    poller.add(look);

    clock.advance(Duration.ofSeconds(5));

    assertThat(looks).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void whoComesAfterAllHaveGoneIsLookedAtSoon() {
    poller.add(look);
    clock.advance(Duration.ofMinutes(1));
    poller.remove(look);
    clock.advance(Duration.ofMinutes(1));
    int before = looks.size();
    Instant added = clock.instant();

    poller.add(look);
    clock.advance(Duration.ofSeconds(1));

    assertThat(looks).hasSize(before + 1);
    assertThat(looks.get(before)).isEqualTo(added.plusSeconds(1));
  }
}
