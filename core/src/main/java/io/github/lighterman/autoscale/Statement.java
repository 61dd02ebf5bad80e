package io.github.lighterman.autoscale;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a formula.
 *
 * @param variable what is assigned to; null if the value is only computed, as for {@code stop()}
 */
record Statement(Position at, @Nullable String variable, Expression value) {}
