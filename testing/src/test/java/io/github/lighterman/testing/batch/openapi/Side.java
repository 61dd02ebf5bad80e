package io.github.lighterman.testing.batch.openapi;

/** Who said something. */
enum Side {
  REQUEST,
  ANSWER
}
