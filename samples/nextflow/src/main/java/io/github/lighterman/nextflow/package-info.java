/**
 * A Nextflow plug-in that runs tasks on Lighterman's executors: {@code process.executor =
 * 'lighterman'}.
 *
 * <p>It builds on the public API alone. {@link io.github.lighterman.nextflow.LightermanExecutor} is
 * what Nextflow finds.
 */
@NullMarked
package io.github.lighterman.nextflow;

import org.jspecify.annotations.NullMarked;
