/**
 * The language in which a Batch pool's automatic scaling is written, to check a formula before it
 * is sent and to see what it does with given metrics at a given time. Start with {@link
 * io.github.lighterman.autoscale.AutoscaleFormula} and {@link
 * io.github.lighterman.autoscale.MetricHistory}.
 *
 * <p>It's in this module because two others need it that don't know each other: an executor checks
 * a formula before it makes anything, and the emulator of the service runs it. It knows no other
 * package, and nothing here talks to a service.
 */
@NullMarked
package io.github.lighterman.autoscale;

import org.jspecify.annotations.NullMarked;
