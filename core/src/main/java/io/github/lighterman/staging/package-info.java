/**
 * Moving bytes: a store for staged files, and the names of what lies in it.
 *
 * <p>Start with {@link io.github.lighterman.staging.StagingArea}, the contract, and {@link
 * io.github.lighterman.staging.DirectoryStagingArea}, the store in a local directory. This package
 * knows only the JDK; every other package may use it.
 */
@NullMarked
package io.github.lighterman.staging;

import org.jspecify.annotations.NullMarked;
