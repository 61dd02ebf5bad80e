/**
 * The words a user types: a workflow, its jobs, and what becomes of them.
 *
 * <p>Start with {@link io.github.lighterman.WorkflowExecutor}, which runs jobs, and {@link
 * io.github.lighterman.JobSpec}, which says what a job is.
 *
 * <pre>
 * JobSpec ─submit─▶ Submission ─Stager─▶ StagedJob ─TaskPlanner─▶ Task ─▶ TaskReport… ─JobLifecycle─▶ JobStatus… ▶ JobResult
 * the wish          id, attempt,         nothing needed           one backend  what the      the one place where
 *                   accepted at          from this machine        call's worth backend said  facts become states
 * </pre>
 *
 * <p>Every noun is an immutable record that holds its predecessor; every arrow is one class. What
 * lies between the first and the last noun stands in {@code io.github.lighterman.spi}, for authors
 * of executors.
 */
@NullMarked
package io.github.lighterman;

import org.jspecify.annotations.NullMarked;
