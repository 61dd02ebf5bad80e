/** Has a few runs survive, so that what proves that all do stays runnable. */
@NullMarked
package io.github.lighterman.samples.survival;

import org.jspecify.annotations.NullMarked;
