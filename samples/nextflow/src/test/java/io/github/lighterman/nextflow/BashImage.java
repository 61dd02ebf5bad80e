package io.github.lighterman.nextflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An image of nothing but this machine's bash and a static busybox, with a file that only it has,
 * and a container engine that works here: no registry may be within reach.
 *
 * @param engine what to call
 * @param name the image
 */
record BashImage(Path engine, String name) {
  /** A file of the image, and what it holds. */
  static final String MARK = "/etc/mark";

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final Path BASH = Path.of("/bin/bash");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final String SETTINGS =
      """
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      [containers]
      default_ulimits = ["nofile=1024:1024","nproc=1024:1024"]
      """;

  /** Returns the image in the first engine that runs a container; empty if none does. */
  static Optional<BashImage> find(Path directory) throws Exception {
    if (!Files.isExecutable(BUSYBOX) || !Files.isExecutable(BASH)) {
      return Optional.empty();
    }
    String layer = layer(Files.createDirectories(directory)).toString();
    for (String program : List.of("podman", "docker")) {
      BashImage image =
          new BashImage(
              engine(directory, program),
              "localhost/lighterman-nextflow:" + ProcessHandle.current().pid());
      if (call(image.engine.toString(), "import", layer, image.name)
          && call(image.engine.toString(), "run", "--rm", "--network=none", image.name, "true")) {
        return Optional.of(image);
      }
      image.remove();
    }
    return Optional.empty();
  }

  void remove() throws Exception {
    call(engine.toString(), "rmi", "--force", name);
  }

  private static Path engine(Path directory, String program) throws IOException {
    Path settings = Files.writeString(directory.resolve("containers.conf"), SETTINGS);
    Path engine = directory.resolve(program);
    Files.writeString(
        engine, "#!/bin/sh\nCONTAINERS_CONF='" + settings + "' exec " + program + " \"$@\"\n");
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwxr-xr-x"));
    return engine;
  }

  private static Path layer(Path directory) throws Exception {
    Path root = directory.resolve("root");
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("tmp"));
    Files.writeString(
        Files.createDirectories(root.resolve("etc")).resolve("mark"), "of the image\n");
    Files.copy(BUSYBOX, bin.resolve("busybox"));
    Files.copy(BASH, bin.resolve("bash"));
    call("sh", "-c", "cd '" + bin + "' && for f in $(./busybox --list); do ln -s busybox $f; done");
    for (String library : libraries()) {
      Path copy = root.resolve(library.substring(1));
      Files.createDirectories(copy.resolveSibling("."));
      Files.copy(Path.of(library), copy);
    }
    Path layer = directory.resolve("layer.tar");
    call("tar", "-C", root.toString(), "-cf", layer.toString(), ".");
    return layer;
  }

  private static List<String> libraries() throws Exception {
    Process process = new ProcessBuilder("ldd", BASH.toString()).start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8);
    return LIBRARY.matcher(told).results().map(found -> found.group(1)).toList();
  }

  private static boolean call(String... argv) throws Exception {
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
