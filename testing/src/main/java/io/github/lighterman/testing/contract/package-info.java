/**
 * Suites that every implementation must pass: write a subclass that says how to make yours, and run
 * it with JUnit and AssertJ on the class path.
 *
 * <p>Who writes an executor extends {@link
 * io.github.lighterman.testing.contract.WorkflowExecutorContract} and gives it an {@link
 * io.github.lighterman.testing.contract.ExecutorFixture}; who writes a staging area extends {@link
 * io.github.lighterman.testing.contract.StagingAreaContract}. Each topic can be had alone, too.
 * What yours can't do it declares as a trait that it lacks; the tests for it are skipped and say
 * so.
 *
 * <p>What the jobs of these tests do is said once, as {@link
 * io.github.lighterman.testing.contract.Work}, and runs as a shell script or in Java.
 */
@NullMarked
package io.github.lighterman.testing.contract;

import org.jspecify.annotations.NullMarked;
