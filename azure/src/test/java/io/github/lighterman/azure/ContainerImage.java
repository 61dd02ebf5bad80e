package io.github.lighterman.azure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An image of nothing but a static busybox, and a container engine that works here. Containers see
 * this machine's temporary files, where the contract's gates are.
 */
final class ContainerImage {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final String SETTINGS =
      """
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      [containers]
      default_ulimits = ["nofile=1024:1024","nproc=1024:1024"]
      """;
  private static final String ENGINE =
      """
      #!/bin/sh
      export CONTAINERS_CONF='%s/containers.conf'
      if [ "$1" = create ]; then
        shift
        set -- create '--volume=%2$s:%2$s' "$@"
      fi
      exec '%3$s' "$@"
      """;

  private final Path engine;
  private final String name = "localhost/lighterman-azure:" + ProcessHandle.current().pid();

  private ContainerImage(Path directory, Path real) throws IOException {
    this.engine = directory.resolve(String.valueOf(real.getFileName()));
    Files.writeString(directory.resolve("containers.conf"), SETTINGS);
    Files.writeString(
        engine, ENGINE.formatted(directory, System.getProperty("java.io.tmpdir"), real));
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns the image in the first engine that runs a container; empty if none does. */
  static Optional<ContainerImage> find(Path directory) throws Exception {
    if (!Files.isExecutable(BUSYBOX)) {
      return Optional.empty();
    }
    String layer = layer(directory).toString();
    for (String program : List.of("podman", "docker")) {
      Optional<Path> real = onPath(program);
      if (real.isPresent()) {
        ContainerImage image = new ContainerImage(directory, real.get());
        if (call(image.engine(), "import", layer, image.name)
            && call(image.engine(), "run", "--rm", "--network=none", image.name, "true")) {
          return Optional.of(image);
        }
        image.remove();
      }
    }
    return Optional.empty();
  }

  String engine() {
    return engine.toString();
  }

  String name() {
    return name;
  }

  void remove() throws Exception {
    call(engine(), "rmi", "--force", name);
  }

  private static Path layer(Path directory) throws Exception {
    Path root = Files.createDirectories(directory.resolve("root/bin")).resolveSibling(".");
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("tmp"));
    Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    String links = "cd '%s/bin' && for f in $(./busybox --list); do ln -s busybox $f; done";
    call("sh", "-c", links.formatted(root));
    Path layer = directory.resolve("layer.tar");
    call("tar", "-C", root.toString(), "-cf", layer.toString(), ".");
    return layer;
  }

  private static Optional<Path> onPath(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean call(String... argv) throws Exception {
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
