package io.github.lighterman.azure;

/** For which instructions a machine's processors are made. */
public enum Architecture {
  /** Those of Intel and AMD, 64 bits. */
  X64,
  /** Those of Arm, 64 bits, on which programs for {@link #X64} don't run. */
  ARM64
}
