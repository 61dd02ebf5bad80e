/**
 * What tests of embedders need: a clock that stands still, fakes, assertions, and a check for
 * leaks.
 *
 * <p>Start with {@link io.github.lighterman.testing.InMemoryExecutor}, on which jobs do what a test
 * says, and {@link io.github.lighterman.testing.LightermanAssertions}, which tells what became of
 * them. {@link io.github.lighterman.testing.ManualClock} is the time that both go by; {@link
 * io.github.lighterman.testing.LeakCheck} fails a test for what it leaves behind.
 */
@NullMarked
package io.github.lighterman.testing;

import org.jspecify.annotations.NullMarked;
