package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ManualClockThreadsTest {
  @Test
  void threadsThatAdvanceTheClockAtOnceAddUp() throws Exception {
    ManualClock clock = ManualClock.create();
    Instant start = clock.instant();
    List<FutureTask<ManualClock>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      FutureTask<ManualClock> task =
          new FutureTask<>(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  clock.advance(Duration.ofMillis(1));
                }
                return clock;
              });
      tasks.add(task);
      new Thread(task).start();
    }

    for (FutureTask<ManualClock> task : tasks) {
      assertThat(task.get()).isSameAs(clock);
    }

    assertThat(clock.instant()).isEqualTo(start.plusMillis(8_000));
  }
}
