package io.github.lighterman.azure;

import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputFile.Presence;
import io.github.lighterman.OutputFile.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The part of a {@link TaskScript} that looks at what the command has left, as the service itself
 * doesn't: whether what is required is there, and where links lead.
 */
final class OutputScript {
  private static final String MATCH =
      """
      match() { LC_ALL=C.UTF-8 grep -aE "$@"; }
      """;
  private static final String SETTLE =
      """
      # settle LINK DEPTH: puts what LINK leads to in its place
      settle() (
        [ -e "$1" ] || exit 0
        real=$(readlink -f "$1")
        case $real/ in
          "$root"/*) ;;
          *) end escaping-link "${1#./} -> $real" ;;
        esac
        if [ -d "$1" ]; then
          [ "$2" -lt 20 ] || end circular-link "${1#./}"
          find "$real" -type l | while IFS= read -r link; do
            settle ".${link#"$root"}" $(($2 + 1)) || exit
          done || exit
        fi
        rm -f "$1" && cp -RPp "$real" "$1" || end trouble cp
      )
      """;
  private static final String FILE =
      """
      # file PATH: does so with all links on the way to a file
      file() {
        [ -f "$1" ] || return 0
        at=
        rest=$1/
        while [ "$rest" ]; do
          at=$at${rest%%/*}
          rest=${rest#*/}
          [ ! -L "$at" ] || settle "$at" 0 || exit
          at=$at/
        done
      }
      """;
  private static final String LINKS =
      """
      # links: does so with all links that an output needs
      links() {
        all=$(find . -type l)
        [ "$all" ] || return 0
        printf "%s\\n" "$all" | while IFS= read -r link; do
          if [ -d "$link" ] && find -L "$link"@DEPTH@ -type f -print 2>/dev/null | named -q; then
            settle "$link" 0 || exit
          fi
        done || exit
        printf "%s\\n" "$all" | named | while IFS= read -r link; do
          if [ -L "$link" ] && [ -f "$link" ]; then settle "$link" 0 || exit; fi
        done || exit
      }
      """;
  private static final String NEED =
      """
      # need PATH REGEX: ends if nothing matches
      need() { find . -type f | match "$2" >/dev/null || end missing-output "$1"; }
      """;
  private static final String REACH =
      """
      # reach REGEX REACHED: ends if something matches that the upload would pass over
      reach() {
        find . -type f | match "$1" | match -v "$2" | {
          if IFS= read -r f; then end hidden-output "${f#./}"; fi
        } || exit
      }
      """;

  private final List<OutputFile> files;
  private final List<OutputFile> others;

  /** Of the outputs those are meant that are delivered after an accepted exit code. */
  OutputScript(List<OutputFile> outputs) {
    Map<Boolean, List<OutputFile>> split =
        outputs.stream()
            .filter(it -> it.condition().holds(OutputFile.Ending.SUCCESS))
            .collect(Collectors.partitioningBy(it -> it.shape() == Shape.FILE));
    this.files = split.getOrDefault(true, List.of());
    this.others = split.getOrDefault(false, List.of());
  }

  boolean isEmpty() {
    return files.isEmpty() && others.isEmpty();
  }

  /** Returns the function {@code outputs}, which ends the script or leaves all fit for upload. */
  String functions() {
    if (isEmpty()) {
      return "";
    }
    StringBuilder checks = new StringBuilder();
    files.forEach(output -> checkFile(output, checks));
    others.forEach(output -> check(output, checks));
    String functions = SETTLE + (files.isEmpty() ? "" : FILE);
    String links = "";
    if (!others.isEmpty()) {
      functions += MATCH + named() + LINKS.replace("@DEPTH@", depth());
      functions += checks.indexOf("  need") < 0 ? "" : NEED;
      functions += checks.indexOf("  reach") < 0 ? "" : REACH;
      links = "  links\n";
    }
    return functions + "outputs() (\n  root=$(pwd -P)\n" + links + checks + "  exit 0\n)\n";
  }

  private String named() {
    StringBuilder named = new StringBuilder("# Reads paths and prints those of outputs.\n");
    named.append("named() { match \"$@\"");
    others.forEach(output -> named.append(" -e ").append(ere(glob(output))));
    return named.append("; }\n").toString();
  }

  /** What is deeper than any output could be is not looked at, wherever a link leads. */
  private String depth() {
    long slashes = 0;
    for (OutputFile output : others) {
      String glob = glob(output);
      if (glob.contains("**")) {
        return "";
      }
      slashes = Math.max(slashes, glob.chars().filter(c -> c == '/').count());
    }
    return " -path \"./*" + "/*".repeat((int) slashes + 1) + "\" -prune -o";
  }

  private static void checkFile(OutputFile output, StringBuilder checks) {
    String file = InputScript.path(output.path());
    checks.append("  file ").append(file).append('\n');
    if (output.presence() == Presence.REQUIRED) {
      checks.append("  [ -f %s ] || end missing-output %s\n".formatted(file, named(output)));
    }
  }

  private static void check(OutputFile output, StringBuilder checks) {
    String glob = glob(output);
    if (output.presence() == Presence.REQUIRED) {
      checks.append("  need %s %s\n".formatted(named(output), ere(glob)));
    }
    if (glob.contains("**")) {
      String reached = CommandLines.inScript(ShellGlob.reachedEre(glob));
      checks.append("  reach %s %s\n".formatted(ere(glob), reached));
    }
  }

  /** What the marker says has one line. */
  private static String named(OutputFile output) {
    return CommandLines.inScript(output.path().replace('\n', ' '));
  }

  private static String ere(String glob) {
    return CommandLines.inScript(ShellGlob.ere(glob));
  }

  private static String glob(OutputFile output) {
    boolean directory = output.shape() == Shape.DIRECTORY;
    if (directory && output.path().equals(".")) {
      return "**";
    }
    return directory ? ShellGlob.literal(output.path()) + "/**" : output.path();
  }
}
