/**
 * Runs jobs of engines that are no JVM and call a command for each job, as {@code snakemake
 * --cluster}, {@code --cluster-status} and {@code --cluster-cancel} do.
 *
 * <p>Start with {@link io.github.lighterman.samples.cluster.ClusterMain}, which makes a directory
 * with the commands in it. They are one small shell script, since a JVM's start would cost more
 * than all else that a call does: it leaves a request in the directory, where a driver process
 * answers, which the first request starts and which ends by itself. How jobs ended stands in files,
 * so that to ask for a status needs no driver at all.
 */
@NullMarked
package io.github.lighterman.samples.cluster;

import org.jspecify.annotations.NullMarked;
