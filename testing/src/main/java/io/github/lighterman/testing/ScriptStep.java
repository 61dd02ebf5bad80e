package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** One thing after another that a scripted command does. */
sealed interface ScriptStep {
  /** Does something that takes no time. */
  record Act(ScriptAction action) implements ScriptStep {
    public Act {
      requireNonNull(action, "action");
    }
  }

  /** Lets time go by. */
  record Wait(Duration time) implements ScriptStep {}

  /** Waits for something that the test does. */
  record Until(CompletionStage<?> gate) implements ScriptStep {
    public Until {
      requireNonNull(gate, "gate");
    }
  }
}
