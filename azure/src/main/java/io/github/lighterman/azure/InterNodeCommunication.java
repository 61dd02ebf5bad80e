package io.github.lighterman.azure;

/** Whether a pool's nodes reach each other. */
public enum InterNodeCommunication {
  /** They do, which makes nodes harder to get, and a pool of more than 100 nodes impossible. */
  ON,
  /** They don't. */
  OFF
}
