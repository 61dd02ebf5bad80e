/**
 * What became of a run, written down: a page for people, and a trace for programs.
 *
 * <p>Start with {@link io.github.lighterman.report.RunReport}, which listens to a run and writes
 * both, and {@link io.github.lighterman.report.Prices}, by which it tells what machines cost.
 */
@NullMarked
package io.github.lighterman.report;

import org.jspecify.annotations.NullMarked;
