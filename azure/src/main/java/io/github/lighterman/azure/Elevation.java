package io.github.lighterman.azure;

/** With which rights commands run on a node. */
public enum Elevation {
  /** As a user that the service makes for the task, without special rights. */
  NON_ADMIN,
  /** As a user with the rights of an administrator, in the pool's scope. */
  ADMIN
}
