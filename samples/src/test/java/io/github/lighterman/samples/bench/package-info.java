/** Runs the benchmarks at their smallest, so that they stay runnable. */
@NullMarked
package io.github.lighterman.samples.bench;

import org.jspecify.annotations.NullMarked;
