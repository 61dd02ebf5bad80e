/**
 * Benchmarks, each with a {@code main} that prints ratios from one run, since a time alone says
 * more about the machine than about the code.
 *
 * <p>Start with {@link io.github.lighterman.samples.bench.ManyShortJobs}, the cost of a job, and
 * {@link io.github.lighterman.samples.bench.ManyJobsInMemory}, the cost of knowing it.
 */
@NullMarked
package io.github.lighterman.samples.bench;

import org.jspecify.annotations.NullMarked;
