package io.github.lighterman.azure;

import io.github.lighterman.spi.StagedJob;
import java.net.URI;
import java.util.List;

/**
 * A job of which every input is where nodes can get it. Addresses in the container are not signed.
 *
 * @param job the job
 * @param resources what the service brings to the node
 * @param inputs what has to be put where it belongs once it's there
 * @param secrets the shares of its secrets that stand in the script; the others are resources
 * @param delivery the container that outputs and logs go to
 */
record StagedInputs(
    StagedJob job,
    List<ResourceFile> resources,
    TaskInputs inputs,
    List<TaskScript.Secret> secrets,
    URI delivery) {
  StagedInputs {
    resources = List.copyOf(resources);
    secrets = List.copyOf(secrets);
  }

  /** Names the job and no secret. */
  @Override
  public String toString() {
    return "StagedInputs[" + job.submission().task() + "]";
  }
}
