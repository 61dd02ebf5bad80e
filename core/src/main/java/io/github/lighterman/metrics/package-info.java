/**
 * What becomes of jobs, as meters of Micrometer, for hosts that have it on their class path.
 *
 * <p>Start with {@link io.github.lighterman.metrics.JobMetrics}. No other package needs {@code
 * io.micrometer:micrometer-core}, which is an optional dependency.
 */
@NullMarked
package io.github.lighterman.metrics;

import org.jspecify.annotations.NullMarked;
