/**
 * What tests of embedders need: a clock that stands still, fakes, and assertions.
 *
 * <p>Start with {@link io.github.lighterman.testing.ManualClock}, by which everything here goes,
 * and {@link io.github.lighterman.testing.InMemoryStagingArea}, a store without a disk.
 */
@NullMarked
package io.github.lighterman.testing;

import org.jspecify.annotations.NullMarked;
