package io.github.lighterman.azure;

/**
 * A file of a task on its node.
 *
 * @param path below the task's directory, such as {@code wd/out}
 * @param size in bytes
 */
record TaskFile(String path, long size) {}
