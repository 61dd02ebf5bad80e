/**
 * Suites that every implementation must pass: write a subclass that says how to make yours, and run
 * it with JUnit.
 *
 * <p>Start with {@link io.github.lighterman.testing.contract.StagingAreaContract}. What yours can't
 * do it declares as a trait that it lacks; the tests for it are skipped and say so.
 */
@NullMarked
package io.github.lighterman.testing.contract;

import org.jspecify.annotations.NullMarked;
