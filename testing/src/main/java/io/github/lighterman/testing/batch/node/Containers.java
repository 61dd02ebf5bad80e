package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Images of a container engine, and the accounts by which they are pulled.
 *
 * @param engine the engine
 * @param tokens of managed identities
 */
record Containers(ContainerEngine engine, IdentityTokens tokens) {
  private static final Duration PULL = Duration.ofHours(1);
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9._:/\\]-]*");
  private static final String HUB = "docker.io";

  /** Who logs in to a container registry with a token instead of a password. */
  private static final String TOKEN_USER = "00000000-0000-0000-0000-000000000000";

  /** Brings an image here unless it is. */
  void ensureImage(String image, List<ContainerRegistry> registries, Node node, StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    if (!IMAGE.matcher(image).matches()) {
      throw invalidImage(image, "this is no legal image name");
    }
    if (call(EngineCall.of(engine.hasImage(image)), node, stop).isGood()) {
      return;
    }
    Path accounts = node.scratch();
    try {
      Files.createDirectory(
          accounts,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Map<String, String> environment = Map.of();
      for (ContainerRegistry registry : registries) {
        if (serves(registry, image) && hasAccount(registry)) {
          environment =
              Map.of(
                  "REGISTRY_AUTH_FILE", accounts.resolve("config.json").toString(),
                  "DOCKER_CONFIG", accounts.toString());
          login(registry, environment, node, stop);
        }
      }
      EngineCall pull = EngineCall.of(engine.pull(image)).with(environment).longest(PULL);
      EngineCall.Answer answer = call(pull, node, stop);
      if (!answer.isGood()) {
        throw invalidImage(image, answer.reason());
      }
    } catch (IOException e) {
      throw Trouble.CONTAINER_MISC_ERROR.with(Trouble.reason(String.valueOf(e)));
    } finally {
      Node.delete(accounts);
    }
  }

  /** Calls the engine, and breaks the call off when the attempt is stopped. */
  EngineCall.Answer call(EngineCall call, Node node, StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    try {
      return call.run(node.scratch(), stop);
    } catch (IOException e) {
      stop.check();
      throw Trouble.CONTAINER_MISC_ERROR.with(Trouble.reason(String.valueOf(e.getMessage())));
    }
  }

  private void login(
      ContainerRegistry registry, Map<String, String> environment, Node node, StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    String server = registry.server().orElse(HUB);
    if (!SERVER.matcher(server).matches()) {
      throw invalidRegistry(server, "this is no legal registry server");
    }
    String userName = registry.userName().orElse(TOKEN_USER);
    EngineCall login =
        EngineCall.of(engine.login(server, userName))
            .with(environment)
            .input(password(registry, server));
    EngineCall.Answer answer = call(login, node, stop);
    if (!answer.isGood()) {
      throw invalidRegistry(server, answer.reason());
    }
  }

  private String password(ContainerRegistry registry, String server) throws TaskFailedException {
    try {
      Optional<String> token = tokens.of(registry.identity());
      return registry.password().or(() -> token).orElse("");
    } catch (StorageException e) {
      throw invalidRegistry(server, String.valueOf(e.getMessage()));
    }
  }

  private static boolean hasAccount(ContainerRegistry registry) {
    return registry.userName().isPresent() || registry.identity().isPresent();
  }

  private static boolean serves(ContainerRegistry registry, String image) {
    String server = registry.server().orElse(HUB).replaceFirst("^https?://", "");
    // A first part without a dot or a colon is a name on Docker Hub, not a server.
    String first = image.split("/", 2)[0];
    boolean hasServer =
        image.contains("/") && (first.matches(".*[.:].*") || first.equals("localhost"));
    return hasServer ? image.startsWith(server + "/") : server.endsWith(HUB);
  }

  private static TaskFailedException invalidImage(String image, String reason) {
    return Trouble.CONTAINER_INVALID_IMAGE.with(
        new Detail("ContainerImage", image), Trouble.reason(reason));
  }

  private static TaskFailedException invalidRegistry(String server, String reason) {
    return Trouble.CONTAINER_INVALID_REGISTRY.with(
        new Detail("ContainerRegistry", server), Trouble.reason(reason));
  }
}
