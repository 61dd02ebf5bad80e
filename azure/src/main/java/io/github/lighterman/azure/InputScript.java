package io.github.lighterman.azure;

import io.github.lighterman.azure.TaskInputs.Move;
import java.util.List;

/** The part of a {@link TaskScript} that brings inputs to their places. */
final class InputScript {
  // A task can run again where it ran before: on a node that was started anew, for one. Then what
  // is in the way is its own.
  private static final String START =
      """
      (
      again=
      [ ! -e "$AZ_BATCH_TASK_DIR/lighterman-end" ] || again=yes
      echo started >"$AZ_BATCH_TASK_DIR/lighterman-end"
      """;
  private static final String END = ") || exit\n";

  private static final String MERGE =
      """
      # merge FROM TO: moves all that is in FROM, 100 at a time
      merge() {
        mkdir -p "$2" || end trouble mkdir
        for f in "$1"/* "$1"/.[!.]* "$1"/..?*; do
          if [ ! -e "$f" ] && [ ! -L "$f" ]; then continue; fi
          t=$2/${f##*/}
          if [ -d "$f" ] && [ -d "$t" ]; then merge "$f" "$t"
          elif [ -e "$t" ] && [ ! "$again" ]; then end occupied "${t#./}"
          else set -- "$@" "$f"
          fi
          if [ $# -gt 100 ]; then into "$@"; set -- "$1" "$2"; fi
        done
        into "$@"
      }
      into() {
        to=$2
        shift 2
        [ $# = 0 ] || mv -f "$@" "$to/" || end trouble mv
      }
      """;
  private static final String MOVE =
      """
      # move NUMBER FROM TO
      move() {
        [ "$(find "$2" ! -type d 2>/dev/null)" ] || end no-match "$1"
        merge "$2" "$3"
      }
      """;
  private static final String KEEP =
      """
      # keep DIR REGEX: deletes what is below DIR and does not match
      keep() (
        cd "./$1" 2>/dev/null || exit 0
        find . ! -type d | LC_ALL=C.UTF-8 grep -aEv "$2" | {
          set --
          while IFS= read -r f; do
            set -- "$@" "$f"
            if [ $# = 100 ]; then rm -f "$@"; set --; fi
          done
          [ $# = 0 ] || rm -f "$@"
        }
        find . -depth -type d ! -name . -exec rmdir {} + 2>/dev/null
        exit 0
      )
      """;
  private static final String SOURCES =
      """
      # sources TO: puts a copy of the sources there
      sources() {
        mkdir -p .lighterman/sources &&
          cp -RPp "$AZ_BATCH_JOB_PREP_WORKING_DIR/sources/." .lighterman/sources &&
          chmod -R u+w .lighterman/sources || end no-sources
        merge .lighterman/sources "$1"
      }
      """;

  private final TaskInputs inputs;

  InputScript(TaskInputs inputs) {
    this.inputs = inputs;
  }

  String functions() {
    List<Move> moves = inputs.moves();
    boolean any = moves.stream().anyMatch(move -> move.glob().isPresent());
    return (moves.isEmpty() && inputs.sources().isEmpty() ? "" : MERGE)
        + (moves.isEmpty() ? "" : MOVE)
        + (any ? KEEP : "")
        + (inputs.sources().isEmpty() ? "" : SOURCES);
  }

  /** Runs in a shell of its own, so that no variable of the command is touched. */
  String text() {
    StringBuilder text = new StringBuilder(START);
    if (!inputs.directories().isEmpty()) {
      text.append("mkdir -p").append(paths(inputs.directories())).append(" || end trouble mkdir\n");
    }
    inputs.sources().forEach(to -> text.append("sources ").append(path(to)).append('\n'));
    for (int i = 0; i < inputs.moves().size(); i++) {
      Move move = inputs.moves().get(i);
      String from = path(move.from());
      move.glob()
          .map(glob -> CommandLines.inScript(ShellGlob.ere(glob)))
          .ifPresent(ere -> text.append("keep ").append(from).append(' ').append(ere).append('\n'));
      text.append("move %d %s %s\n".formatted(i, from, path(move.to())));
    }
    if (!inputs.readOnly().isEmpty()) {
      text.append("find")
          .append(paths(inputs.readOnly()))
          .append(" -type f -exec chmod a-w {} + || end trouble chmod\n");
    }
    return text.append(END).toString();
  }

  private static String paths(List<String> paths) {
    StringBuilder text = new StringBuilder();
    paths.forEach(path -> text.append(' ').append(path(path)));
    return text.toString();
  }

  /** Returns a path that no program takes for an option or an expression. */
  static String path(String path) {
    boolean plain = path.equals(".") || Character.isLetterOrDigit(path.codePointAt(0));
    return CommandLines.inScript(plain || path.startsWith(".") ? path : "./" + path);
  }
}
