package io.github.lighterman.spi;

import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.Problem;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The rules that hold for a job on every executor. Looks at nothing but the spec.
 *
 * <p>A caller-given name that reaches a command line, a path or a header somewhere is checked here,
 * so that no executor has to escape it.
 */
public final class JobChecks {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]*");
  private static final String RESERVED = "LIGHTERMAN_";

  private final JobSpec spec;
  private final List<Problem> problems = new ArrayList<>();

  private JobChecks(JobSpec spec) {
    this.spec = spec;
  }

  /** Returns every rule that the spec breaks. */
  public static List<Problem> of(JobSpec spec) {
    JobChecks checks = new JobChecks(spec);
    checks.command();
    checks.names();
    checks.inputs();
    checks.outputs();
    checks.numbers();
    return List.copyOf(checks.problems);
  }

  /** Returns what these rules and {@code more} have against each of the specs. */
  static List<List<Problem>> all(List<JobSpec> specs, Function<JobSpec, List<Problem>> more) {
    List<List<Problem>> all = new ArrayList<>(specs.size());
    for (JobSpec spec : specs) {
      List<Problem> problems = new ArrayList<>(of(spec));
      // What is broken already is not held against a backend: its check may rely on these rules.
      if (problems.isEmpty()) {
        problems.addAll(more.apply(spec));
      }
      all.add(problems);
    }
    return all;
  }

  private void command() {
    List<String> argv = spec.command().argv();
    if (argv.isEmpty() || argv.get(0).isEmpty()) {
      add("command", "must name a program", "Call command(program, arguments) or shell(script)");
    }
    for (int i = 0; i < argv.size(); i++) {
      text("argument " + i + " of the command", argv.get(i));
    }
    spec.image()
        .filter(image -> !IMAGE.matcher(image).matches())
        .ifPresent(
            image ->
                add(
                    "image '" + image + "'",
                    "must be an image reference: letters, digits and . _ - : / @ +",
                    "Write it as registry/name:tag or name@digest"));
  }

  private void names() {
    spec.environment().forEach((name, value) -> variable("variable", name, value));
    for (String name : spec.secrets().keySet()) {
      variable("secret variable", name, "");
      if (spec.environment().containsKey(name)) {
        add(
            "variable '" + name + "'",
            "must not be set both in the environment and as a secret",
            "Keep one of the two");
      }
    }
    spec.labels().forEach(this::label);
  }

  private void variable(String what, String name, String value) {
    if (!VARIABLE.matcher(name).matches()) {
      add(
          what + " '" + name + "'",
          "must have a name of letters, digits and _ that starts with no digit",
          "Rename it");
    } else if (name.startsWith(RESERVED)) {
      add(
          what + " '" + name + "'",
          "must not start with " + RESERVED + ", which is ours",
          "Rename it");
    }
    text(what + " '" + name + "'", value);
  }

  /** What a system takes as an argument and a record keeps: no NUL, no half of a character. */
  private void text(String thing, String text) {
    if (text.indexOf('\0') >= 0) {
      add(thing, "must not hold a NUL character", "Pass such bytes in an input file");
    }
    if (holdsHalfCharacter(text)) {
      add(thing, "must not hold half of a surrogate pair", "Pass such bytes in an input file");
    }
  }

  private static boolean holdsHalfCharacter(String text) {
    return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private void label(String key, String value) {
    if (!LABEL.matcher(key).matches()) {
      add(
          "label '" + key + "'",
          "must have a key of 1 to 63 letters, digits and . _ / - that starts with a letter or digit",
          "Rename it");
    }
    text("label '" + key + "'", value);
    if (value.length() > 256 || value.chars().anyMatch(Character::isISOControl)) {
      add(
          "label '" + key + "'",
          "must have a value of at most 256 characters, none of them a control character",
          "Shorten it");
    }
  }

  private void inputs() {
    Set<String> files = new HashSet<>();
    Set<String> directories = new HashSet<>();
    for (InputFile input : spec.inputs()) {
      boolean several = bringsSeveral(input.source());
      String thing = "input target '" + input.target() + "'";
      Optional<String> broken =
          several && input.target().equals(".")
              ? Optional.empty()
              : RelativePath.brokenRule(input.target());
      if (broken.isPresent()) {
        add(thing, broken.get(), "Give a path inside the job's directory");
      } else if (several) {
        directories.add(input.target());
      } else if (!files.add(input.target())) {
        add(thing, "is the target of two inputs", "Give each a target of its own");
      }
      patterns(input.source());
    }
    directories.stream().sorted().filter(files::contains).forEach(this::addBoth);
    directories.addAll(files);
    nested(new TreeSet<>(directories), files);
  }

  private void addBoth(String target) {
    add(
        "input target '" + target + "'",
        "is that of one file and of a directory",
        "Give each a target of its own");
  }

  private void nested(Set<String> targets, Set<String> files) {
    for (String target : targets) {
      for (int slash = target.indexOf('/'); slash > 0; slash = target.indexOf('/', slash + 1)) {
        if (files.contains(target.substring(0, slash))) {
          add(
              "input target '" + target + "'",
              "lies below '" + target.substring(0, slash) + "', which is a file",
              "Give each a target of its own");
        }
      }
    }
  }

  private void patterns(InputSource source) {
    if (source instanceof InputSource.Content content) {
      if (holdsHalfCharacter(content.text())) {
        add("an input's content", "must not hold half of a surrogate pair", "Pass it in a file");
      }
    } else if (source instanceof InputSource.LocalGlob glob) {
      glob("input pattern", glob.pattern());
    } else if (source instanceof InputSource.JobOutput output) {
      outputPath("input from job " + output.job(), output.path(), Glob.isPattern(output.path()));
    }
  }

  private void outputs() {
    Set<OutputTarget> targets = new HashSet<>();
    Set<String> stored = new HashSet<>();
    for (OutputFile output : spec.outputs()) {
      boolean pattern = output.shape() == OutputFile.Shape.GLOB;
      boolean whole = output.shape() == OutputFile.Shape.DIRECTORY && output.path().equals(".");
      if (!whole) {
        outputPath("output", output.path(), pattern);
      }
      boolean repeated =
          output.target() instanceof OutputTarget.RunStore
              ? !stored.add(output.shape() + output.path())
              : output.shape() == OutputFile.Shape.FILE && !targets.add(output.target());
      if (repeated) {
        add(
            "output '" + output.path() + "'",
            "has the same target as another output of the job",
            "Give each a target of its own");
      }
    }
  }

  private void outputPath(String what, String path, boolean pattern) {
    // A glob is a path too: neither may spell its way out of the directory.
    Optional<String> broken = RelativePath.brokenRule(pattern ? path.replace("\\", "") : path);
    if (broken.isPresent()) {
      add(what + " '" + path + "'", broken.get(), "Give a path inside the job's directory");
    } else if (pattern) {
      glob(what, path);
    }
  }

  private void glob(String what, String pattern) {
    text(what + " '" + pattern + "'", pattern);
    try {
      Glob.of(pattern);
    } catch (IllegalArgumentException e) {
      add(what + " '" + pattern + "'", "must be a glob: " + e.getMessage(), "Mend the pattern");
    }
  }

  private void numbers() {
    if (spec.priority() < -1000 || spec.priority() > 1000) {
      add("priority " + spec.priority(), "must be -1,000 to 1,000", "Choose one in the range");
    }
    boolean outside = spec.acceptedExitCodes().stream().anyMatch(code -> code < 0 || code > 255);
    if (outside || spec.acceptedExitCodes().isEmpty()) {
      add(
          "accepted exit codes " + new TreeSet<>(spec.acceptedExitCodes()),
          "must be at least one of 0 to 255",
          "Leave them out for 0 alone");
    }
  }

  private static boolean bringsSeveral(InputSource source) {
    return source instanceof InputSource.LocalDirectory
        || source instanceof InputSource.LocalGlob
        || source instanceof InputSource.RunSources
        || (source instanceof InputSource.JobOutput output && Glob.isPattern(output.path()));
  }

  private void add(String thing, String rule, String remedy) {
    problems.add(
        new Problem(Problem.Kind.INVALID, "job " + spec.id() + ": " + thing, rule, remedy));
  }
}
