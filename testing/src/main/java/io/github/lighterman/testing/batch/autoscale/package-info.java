/**
 * The language in which a Batch pool's automatic scaling is written, to check a formula before it
 * is sent and to see what it does with given metrics at a given time. Start with {@link
 * io.github.lighterman.testing.batch.autoscale.AutoscaleFormula} and {@link
 * io.github.lighterman.testing.batch.autoscale.MetricHistory}.
 */
@NullMarked
package io.github.lighterman.testing.batch.autoscale;

import org.jspecify.annotations.NullMarked;
