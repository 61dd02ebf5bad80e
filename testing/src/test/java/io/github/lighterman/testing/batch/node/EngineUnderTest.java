package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A container engine that works here, which writes down how it is called, and an image of nothing
 * but a static busybox.
 */
final class EngineUnderTest {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final String LIMITS =
      "default_ulimits = [\"nofile=1024:1024\",\"nproc=1024:1024\"]";

  private final Path directory;
  private final Path program;
  private final String image = "localhost/lighterman-node:" + ProcessHandle.current().pid();

  private EngineUnderTest(Path directory, String real) throws IOException {
    this.directory = directory;
    this.program = directory.resolve(Path.of(real).getFileName().toString());
    String engine = "[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\n";
    Files.writeString(
        directory.resolve("containers.conf"), engine + "[containers]\n" + LIMITS + "\n");
    String script =
        """
        #!/bin/sh
        printf '%%s\\n' "$*" >>'%1$s/calls'
        export CONTAINERS_CONF='%1$s/containers.conf'
        test -e '%1$s/registries.conf' && export CONTAINERS_REGISTRIES_CONF='%1$s/registries.conf'
        PATH=${PATH#'%1$s':} exec %2$s "$@"
        """
            .formatted(directory, real);
    Files.writeString(program, script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns the first engine that runs a container; empty if none does. */
  static Optional<EngineUnderTest> find(Path directory) throws Exception {
    if (!Files.isExecutable(BUSYBOX)) {
      return Optional.empty();
    }
    for (String real : List.of("podman", "docker")) {
      EngineUnderTest engine = new EngineUnderTest(directory, real);
      Path layer = engine.layer();
      boolean works =
          engine.call(
                  "import",
                  "--change=WORKDIR /image",
                  "--change=CMD [\"echo\", \"from the image\"]",
                  layer.toString(),
                  engine.image)
              && engine.call("run", "--rm", "--network=none", engine.image, "true");
      if (works) {
        return Optional.of(engine);
      }
      engine.removeImage();
    }
    return Optional.empty();
  }

  String program() {
    return program.toString();
  }

  String image() {
    return image;
  }

  void removeImage() throws Exception {
    call("rmi", "--force", image);
  }

  /** Lets a registry be spoken to whose key nobody trusts. */
  void trust(String registry) throws IOException {
    Files.writeString(
        directory.resolve("registries.conf"),
        "[[registry]]\nlocation = \"" + registry + "\"\ninsecure = true\n");
  }

  /** Returns all command lines that the engine was called with. */
  String calls() throws IOException {
    return Files.readString(directory.resolve("calls"));
  }

  boolean call(String... arguments) throws Exception {
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** Returns the ids of all containers that emulated nodes have here. */
  String containers() throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "ps",
                "--all",
                "--quiet",
                "--filter=label=lighterman.batch.node")
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Makes a root file system with busybox under the names that tests call it by. */
  Path layer() throws Exception {
    Path layer = directory.resolve("layer.tar");
    if (Files.exists(layer)) {
      return layer;
    }
    Path bin = Files.createDirectories(directory.resolve("root/bin"));
    for (String name : List.of("image", "tmp", "etc")) {
      Files.createDirectories(directory.resolve("root").resolve(name));
    }
    Files.copy(BUSYBOX, bin.resolve("busybox"));
    for (String name :
        List.of("sh", "cat", "echo", "sleep", "true", "pwd", "env", "printf", "touch")) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
    }
    new ProcessBuilder(
            "tar", "-C", directory.resolve("root").toString(), "-cf", layer.toString(), ".")
        .start()
        .waitFor();
    return layer;
  }
}
