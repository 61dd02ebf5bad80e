package io.github.lighterman.samples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Regular files below a directory, however deep. Left out are hidden files and directories (their
 * names start with a dot, as {@code .git}), directories of what tools have made ({@code target} and
 * {@code node_modules}), what can't be read, symbolic links, and binary files: a NUL byte among the
 * first 8,000, the sign that git goes by.
 */
final class TextFiles {
  private static final Set<Path> MADE = Set.of(Path.of("target"), Path.of("node_modules"));

  private TextFiles() {}

  static List<Path> below(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> visible = Files.newDirectoryStream(directory, "[!.]*")) {
      for (Path entry : visible) {
        boolean wanted = Files.isReadable(entry) && !Files.isSymbolicLink(entry);
        if (wanted && Files.isRegularFile(entry) && isText(entry)) {
          files.add(entry);
        } else if (wanted && Files.isDirectory(entry) && !MADE.contains(entry.getFileName())) {
          files.addAll(below(entry));
        }
      }
    }
    return files;
  }

  private static boolean isText(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(8000), StandardCharsets.ISO_8859_1).indexOf(0) < 0;
    }
  }
}
