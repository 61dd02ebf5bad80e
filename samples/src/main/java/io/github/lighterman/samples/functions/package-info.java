/**
 * An executor of one's own, complete and small: jobs are functions of the host, run by a pool of
 * its threads. Reads best in this order:
 *
 * <ol>
 *   <li>{@link io.github.lighterman.samples.functions.FunctionExecutor}, what the user opens;
 *   <li>{@code FunctionRun}, which passes on what {@link io.github.lighterman.spi.JobLifecycle}
 *       asks for;
 *   <li>{@code FunctionAttempt}, one job's way from its inputs to its outputs;
 *   <li>{@code FunctionExecutorTest}, which holds it to the contract of every executor.
 * </ol>
 */
@NullMarked
package io.github.lighterman.samples.functions;

import org.jspecify.annotations.NullMarked;
