package io.github.lighterman.testing.contract;

/** Pieces of a POSIX shell script. */
final class Shell {
  private Shell() {}

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static String intoNew(String path, String command) {
    return makeParents(path) + command + " >" + quoted(path);
  }

  static String makeParents(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 1 ? "" : "mkdir -p " + quoted(path.substring(0, slash)) + " && ";
  }

  static String orCannot(String command) {
    return "{ " + command + "; } 2>/dev/null || exit " + Work.CANNOT;
  }
}
