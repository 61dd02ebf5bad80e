/**
 * What comes of runs to which everything happens: drivers that die, services that fail. Start with
 * {@link io.github.lighterman.samples.survival.Survival}, which prints a table of it, and {@link
 * io.github.lighterman.samples.survival.FourStages}, the workflow that has to come through.
 */
@NullMarked
package io.github.lighterman.samples.survival;

import org.jspecify.annotations.NullMarked;
