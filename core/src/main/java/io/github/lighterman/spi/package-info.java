/**
 * For authors of executors: the nouns between a job's spec and its result, the arrows between them,
 * and the parts that every executor shares.
 *
 * <p>Start with {@link io.github.lighterman.spi.JobLifecycle}, the one place where facts become
 * states, and {@link io.github.lighterman.spi.TaskDriver}, what a backend gives it.
 */
@NullMarked
package io.github.lighterman.spi;

import org.jspecify.annotations.NullMarked;
