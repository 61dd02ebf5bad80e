/**
 * The embedded executor: runs jobs as processes, or containers, on this machine.
 *
 * <p>Start with {@link io.github.lighterman.local.LocalExecutor}. How a job goes through: {@code
 * LocalRun} takes it, {@code Admission} lets it in when there is room, {@code LocalAttempt} takes
 * it through {@code LocalStager}, {@code LocalTaskPlanner}, a {@code Runner} and {@code
 * OutputDelivery}. What must outlive this process lies in {@code RunDirectory}.
 */
@NullMarked
package io.github.lighterman.local;

import org.jspecify.annotations.NullMarked;
