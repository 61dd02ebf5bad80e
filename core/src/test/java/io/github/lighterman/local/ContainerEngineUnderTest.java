package io.github.lighterman.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A container engine that works here, and an image made from nothing but a static busybox, since no
 * registry may be within reach.
 *
 * @param program what to call
 * @param image the image
 */
record ContainerEngineUnderTest(String program, String image) {
  private static final String CONFIGURATION =
      """
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      [containers]
      default_ulimits = ["nofile=1024:1024","nproc=1024:1024"]
      """;

  /** Returns the first engine that runs a container; empty if none does. */
  static Optional<ContainerEngineUnderTest> find(Path directory) throws Exception {
    Path busybox = Path.of("/bin/busybox");
    if (!Files.isExecutable(busybox)) {
      return Optional.empty();
    }
    Path archive = archive(directory, busybox);
    for (String program : List.of(configuredPodman(directory), "podman", "docker")) {
      String image = "localhost/lighterman-test:" + ProcessHandle.current().pid();
      ContainerEngineUnderTest engine = new ContainerEngineUnderTest(program, image);
      if (engine.call("import", archive.toString(), image)
          && engine.call("run", "--rm", "--network=none", image, "true")) {
        return Optional.of(engine);
      }
      engine.removeImage();
    }
    return Optional.empty();
  }

  void removeImage() throws Exception {
    call("rmi", "--force", image);
  }

  boolean call(String... arguments) throws Exception {
    String[] argv = new String[arguments.length + 1];
    argv[0] = program;
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
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

  /** Makes a root file system with busybox under the names that tests call it by. */
  private static Path archive(Path directory, Path busybox) throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("tmp"));
    Files.copy(busybox, bin.resolve("busybox"));
    for (String name : List.of("sh", "cat", "echo", "sleep", "true", "id", "tr", "head", "env")) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
    }
    Path archive = directory.resolve("root.tar");
    new ProcessBuilder("tar", "-C", root.toString(), "-cf", archive.toString(), ".")
        .start()
        .waitFor();
    return archive;
  }

  private static String configuredPodman(Path directory) throws IOException {
    Path configuration = Files.writeString(directory.resolve("containers.conf"), CONFIGURATION);
    Path program = directory.resolve("podman");
    Files.writeString(
        program, "#!/bin/sh\nCONTAINERS_CONF='" + configuration + "' exec podman \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }
}
