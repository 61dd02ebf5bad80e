package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shell script that makes a node's data disks fit for use, and why it can end. It is a resource
 * beside this class, and runs in any POSIX shell; what it needs beside one, the Ubuntu images of
 * Azure have.
 */
final class NodeDisks {
  private static final String SCRIPT = "node-disks.sh";

  /** A reason of the script's own to end. */
  enum Trouble {
    NOT_FOUND(220, "a data disk isn't there"),
    NOT_OURS(221, "a data disk isn't empty or is used already"),
    NO_TOOL(222, "the image lacks a program that data disks need"),
    NOT_FORMATTED(223, "the data disks can't be formatted"),
    NO_VOLUME(224, "the data disks can't be made one volume"),
    NOT_MOUNTED(225, "the data disks can't be mounted"),
    TASKS_LEFT(226, "the directories of tasks can't be moved to the data disks"),
    NO_DOCKER(227, "the image has no Docker that could use the data disks"),
    DOCKER_CONFIGURATION(228, "Docker can't be told to use the data disks"),
    DOCKER_LEFT(229, "Docker doesn't start on the data disks");

    private final int exitCode;
    private final String text;

    Trouble(int exitCode, String text) {
      this.exitCode = exitCode;
      this.text = text;
    }

    /** Returns the trouble that a start task with data disks ended for, if it's one of these. */
    static Optional<Trouble> of(int exitCode) {
      return Arrays.stream(values()).filter(it -> it.exitCode == exitCode).findFirst();
    }

    /** Returns what's the matter, for people; which disk it is about, the task's stderr says. */
    String text() {
      return text;
    }
  }

  private NodeDisks() {}

  /** Returns the script as it is to be read. */
  static String script() {
    try (InputStream in = NodeDisks.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + SCRIPT + " is missing from the archive");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the script as it is to be sent: without what is for readers alone. */
  static String shortScript() {
    return script()
        .lines()
        .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
