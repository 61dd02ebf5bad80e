package io.github.lighterman;

/** Which of a command's two outputs. */
public enum LogStream {
  /** Standard output. */
  STDOUT,
  /** Standard error. */
  STDERR
}
