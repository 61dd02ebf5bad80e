package io.github.lighterman.azure;

/** How long the inputs that were uploaded for a run are kept. */
public enum InputCache {
  /** As long as the run: they lie in the run's own part of the container and go with it. */
  RUN,
  /**
   * For later runs: they lie beside the runs under the hash of their bytes, so that no run uploads
   * what another one has, and no run deletes them. A life-cycle rule of the storage account is the
   * way to have them go.
   */
  SHARED
}
