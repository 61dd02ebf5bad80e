package io.github.lighterman.azure;

/** Whether the jobs in a pool run in containers; a pool has either all of them so or none. */
public enum Containers {
  /** Every job must name an image. */
  REQUIRED,
  /** No job may name an image. */
  NONE
}
