/**
 * Recipes: one question a file, each with a {@code main}, to be copied.
 *
 * <p>Start with {@link io.github.lighterman.samples.RunLocally}, the shortest, and {@link
 * io.github.lighterman.samples.CountWords}, a whole program.
 */
@NullMarked
package io.github.lighterman.samples;

import org.jspecify.annotations.NullMarked;
