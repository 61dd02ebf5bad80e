package io.github.lighterman.testing;

import java.io.IOException;

/** Something that a scripted command does. Called on the thread that moves the executor's time. */
@FunctionalInterface
public interface ScriptAction {
  /**
   * Does it, at once; it takes none of the executor's time. Whatever it throws fails the attempt
   * with {@link io.github.lighterman.FailureKind#INTERNAL}.
   */
  void run(ScriptedJob job) throws IOException;
}
