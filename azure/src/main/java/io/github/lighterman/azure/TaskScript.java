package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.OutputFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The shell script that a task runs around its command: it brings inputs to their places, puts
 * secrets together, runs the command and looks at its outputs. Its exit code is 0 after an accepted
 * one, {@link #REFUSED} for a reason that the {@link TaskEndMarker} names, and otherwise the
 * command's own, or 1 for a 0 that isn't accepted.
 *
 * <p>Runs in any POSIX shell. The command finds its environment as it was, with the secrets added;
 * its standard input is empty; the directory {@code .lighterman} is gone.
 *
 * @param inputs what is brought to its place
 * @param secrets the secrets; the nth one's second part is in the file that {@link #secretFile}
 *     names
 * @param outputs what the service uploads, of any condition
 * @param acceptedExitCodes the command's exit codes that mean success; at least one
 */
record TaskScript(
    TaskInputs inputs,
    List<Secret> secrets,
    List<OutputFile> outputs,
    Set<Integer> acceptedExitCodes) {
  /** The exit code of a script that ends for a reason of its own. */
  static final int REFUSED = 213;

  /** The directory, in the working directory, of what only a script needs. */
  static final String DIRECTORY = ".lighterman";

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Variables that some shell guards, or that steer the script itself. */
  private static final Pattern SHELLS_OWN =
      Pattern.compile(
          "_|BASH.*|DIRSTACK|E?UID|EPOCH.*|FUNCNAME|GROUPS|IFS|LC_ALL|LINENO|OLDPWD|OPT(ARG|ERR|IND)"
              + "|PATH|PIPESTATUS|POSIXLY_CORRECT|PPID|PWD|S?RANDOM|SECONDS|SHELLOPTS"
              + "|AZ_BATCH_TASK_DIR");

  private static final String FINISH =
      """
      end() {
        rm -rf .lighterman
        printf "%s\\n" "$*" >"$AZ_BATCH_TASK_DIR/lighterman-end"
        exit 213
      }
      """;
  private static final String STARTED =
      """
      echo started >"$AZ_BATCH_TASK_DIR/lighterman-end"
      """;
  private static final String UNMASK =
      """
      # unmask FILE PAD...: prints their bytes xored, and an x, since $(...) cuts off line breaks
      unmask() (
        exec <"$1" || exit
        shift
        for a in $*; do
          read -r b || exit
          c=$((0x$a ^ 0x$b))
          printf %b "\\\\0$((c >> 6))$((c >> 3 & 7))$((c & 7))"
        done
        echo x
      )
      """;
  // Without exec a shell would take its own words, such as exit, for a program.
  private static final String RUN =
      """
      (exec "$@") </dev/null
      code=$?
      """;
  private static final String SAY =
      """
      echo "exit $code" >"$AZ_BATCH_TASK_DIR/lighterman-end"
      """;

  TaskScript {
    requireNonNull(inputs, "inputs");
    secrets = List.copyOf(secrets);
    outputs = List.copyOf(outputs);
    acceptedExitCodes = Set.copyOf(acceptedExitCodes);
    if (acceptedExitCodes.isEmpty()) {
      throw new IllegalArgumentException("no exit code is accepted");
    }
  }

  /**
   * A secret that the command finds in its environment.
   *
   * @param name the variable
   * @param pad the part of the value that stands in the command line
   */
  record Secret(String name, List<String> pad) {
    Secret {
      pad = List.copyOf(pad);
      if (!isLegal(name)) {
        throw new IllegalArgumentException(
            "secret variable '" + name + "' has a name that a shell keeps for itself; rename it");
      }
    }
  }

  /** Tells whether every shell can set and pass on a variable of this name. */
  static boolean isLegal(String name) {
    return VARIABLE.matcher(name).matches() && !SHELLS_OWN.matcher(name).matches();
  }

  /** Returns the file, in the working directory, that holds a secret's other part. */
  static String secretFile(int number) {
    return DIRECTORY + "/secret-" + number;
  }

  /** Returns the parts of secrets that the script takes as its first arguments. */
  List<String> pads() {
    return secrets.stream().flatMap(secret -> secret.pad().stream()).toList();
  }

  /**
   * Returns the script.
   *
   * @param argv the command, if the script holds it; otherwise the script takes it as arguments
   *     behind the pads
   */
  String text(Optional<List<String>> argv) {
    OutputScript after = new OutputScript(outputs);
    boolean cleans = !inputs.isEmpty() || !secrets.isEmpty() || argv.isPresent();
    String clean = cleans ? "rm -rf .lighterman" : "";
    String set = argv.map(words -> "set -- " + arguments(words) + "\n").orElse("");
    if (!leavesMarker()) {
      return (cleans ? clean + "\n" : "") + set + "exec \"$@\" </dev/null\n";
    }
    InputScript before = new InputScript(inputs);
    return FINISH
        + before.functions()
        + (secrets.isEmpty() ? "" : UNMASK)
        + after.functions()
        + (inputs.isEmpty() ? STARTED : before.text())
        + unmask()
        + (cleans ? clean + " || end trouble rm\n" : "")
        + set
        + RUN
        + conclusion(after.isEmpty() ? "" : "outputs || exit");
  }

  /** Tells whether the script says of its end what the service can't know. */
  boolean leavesMarker() {
    boolean bare = inputs.isEmpty() && secrets.isEmpty() && new OutputScript(outputs).isEmpty();
    return !bare || !isPlain();
  }

  private boolean isPlain() {
    return acceptedExitCodes.equals(Set.of(0));
  }

  private static String arguments(List<String> argv) {
    return argv.stream().map(CommandLines::inScript).collect(Collectors.joining(" "));
  }

  private String unmask() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < secrets.size(); i++) {
      String name = secrets.get(i).name();
      int words = secrets.get(i).pad().size();
      text.append(name).append("=$(unmask ").append(secretFile(i));
      for (int word = 1; word <= words; word++) {
        text.append(word < 10 ? " \"$" + word + '"' : " \"${" + word + "}\"");
      }
      text.append(") || end secret ").append(i).append('\n');
      text.append("%1$s=${%1$s%%x}\nexport %1$s\nshift %2$d\n".formatted(name, words));
    }
    return text.toString();
  }

  private String conclusion(String outputs) {
    String accepted =
        new TreeSet<>(acceptedExitCodes)
            .stream().map(String::valueOf).collect(Collectors.joining("|"));
    StringBuilder text = new StringBuilder();
    if (!outputs.isEmpty()) {
      text.append("case $code in ")
          .append(accepted)
          .append(") ")
          .append(outputs)
          .append(" ;; esac\n");
    }
    text.append(SAY);
    if (isPlain()) {
      return text.append("exit $code\n").toString();
    }
    text.append("case $code in\n  ").append(accepted).append(") exit 0 ;;\n");
    if (!acceptedExitCodes.contains(0)) {
      text.append("  0) exit 1 ;;\n");
    }
    return text.append("  *) exit $code ;;\nesac\n").toString();
  }
}
