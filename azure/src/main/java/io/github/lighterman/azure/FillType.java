package io.github.lighterman.azure;

/** On which of its nodes a pool starts the next job. */
public enum FillType {
  /** On the one with the most free slots, so that jobs have a node to themselves if they can. */
  SPREAD,
  /** On the fullest one with room, so that other nodes become idle and can be taken away. */
  PACK
}
