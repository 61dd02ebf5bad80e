package io.github.lighterman.spi;

import java.io.IOException;

/** The arrow from {@link Submission} to {@link StagedJob}: brings inputs to where the job runs. */
@FunctionalInterface
public interface Stager {
  /**
   * Stages every input of the job. Repeated for one submission, it does what is missing.
   *
   * @throws StagingException if an input can't be staged, with the failure that this makes of the
   *     job
   * @throws IOException if the place it should go to fails
   */
  StagedJob stage(Submission submission) throws IOException, StagingException;
}
