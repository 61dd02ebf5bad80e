package io.github.lighterman.azure;

import io.github.lighterman.SecretRef;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The settings that say what the machines of a pool are that is made. */
final class PoolMachineSettings {
  private static final Setting<Containers> CONTAINERS =
      Setting.choice(
          "pool-containers",
          Containers.class,
          "Whether all jobs in that pool run in containers, or none. Default: none");
  private static final Setting<List<String>> PREFETCH =
      list(
          "pool-prefetch-images",
          "image references with commas between them",
          "Container images that its machines pull before the first job, beside those that jobs are"
              + " known to use. Default: none");
  private static final Setting<String> REGISTRY =
      AccountSetting.required(
          "pool-registry-server",
          "The host of a registry that asks who pulls, such as me.azurecr.io. Default: none");
  private static final Setting<String> REGISTRY_USER =
      AccountSetting.required("pool-registry-user", "As whom to pull from it");
  private static final Setting<SecretRef> REGISTRY_PASSWORD =
      setting(
              "pool-registry-password",
              "where a secret lies, such as env:REGISTRY_PASSWORD or file:/run/secrets/registry",
              "Where the password for it lies, never the password itself",
              SecretRef::of)
          .secret();
  private static final Setting<String> IMAGE =
      AccountSetting.required(
          "pool-image",
          "The machines' image: publisher:offer:sku or publisher:offer:sku:version, or the resource"
              + " id of a gallery's. Default: the newest Ubuntu that fits");
  private static final Setting<String> AGENT =
      AccountSetting.required(
          "pool-image-agent",
          "The id of the node agent that goes with pool-image, such as batch.node.ubuntu 24.04."
              + " Default: the one that Batch lists with it, which a gallery's has not");
  private static final Setting<Integer> DATA_DISK =
      Setting.integer(
          "pool-data-disk-gb",
          1,
          32_767,
          "The size in GiB of a disk that each machine gets for the files of its jobs. Default:"
              + " none");
  private static final Setting<DockerRoot> DOCKER_ROOT =
      Setting.choice(
          "pool-docker-root",
          DockerRoot.class,
          "Whether container images lie on pool-data-disk-gb too. Default: left");
  private static final Setting<Integer> OS_DISK =
      Setting.integer(
          "pool-os-disk-gb",
          1,
          4_095,
          "The size in GiB of the machines' OS disk. Default: that of the image");
  private static final Setting<String> SUBNET =
      AccountSetting.required(
          "pool-subnet", "The resource id of the subnet that its machines join. Default: none");
  private static final Setting<String> START_COMMAND =
      AccountSetting.required(
          "pool-start-command",
          "A command for /bin/sh that each machine runs as an administrator before its first job,"
              + " and again whenever it restarts. Default: none");
  private static final Setting<List<String>> TAGS =
      list(
          "pool-tags",
          "name=value with commas between them",
          "Tags of the machines and what belongs to them, in accounts whose pools are in the user's"
              + " subscription. Default: none");

  static final List<Setting<?>> ALL =
      List.of(
          CONTAINERS,
          PREFETCH,
          REGISTRY,
          REGISTRY_USER,
          REGISTRY_PASSWORD,
          IMAGE,
          AGENT,
          DATA_DISK,
          DOCKER_ROOT,
          OS_DISK,
          SUBNET,
          START_COMMAND,
          TAGS);

  private final ExecutorSettings settings;
  private final List<String> problems;

  PoolMachineSettings(ExecutorSettings settings, List<String> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  void apply(PoolSpec.Builder spec) {
    tryOut("pool-containers", () -> containers(spec));
    tryOut("pool-image", () -> image(spec));
    tryOut("pool-data-disk-gb", () -> disks(spec));
    tryOut(
        "pool-subnet",
        () -> settings.get(SUBNET).map(PoolNetwork::inSubnet).ifPresent(spec::network));
    settings
        .get(START_COMMAND)
        .map(command -> StartTask.of("/bin/sh", "-c", command).withElevation(Elevation.ADMIN))
        .ifPresent(spec::startTask);
    tryOut("pool-tags", () -> tags(spec));
  }

  private void containers(PoolSpec.Builder spec) {
    boolean required = settings.get(CONTAINERS).filter(it -> it == Containers.REQUIRED).isPresent();
    List<Setting<?>> registry = List.of(REGISTRY, REGISTRY_USER, REGISTRY_PASSWORD);
    Stream.concat(Stream.of(PREFETCH, DOCKER_ROOT), registry.stream())
        .filter(each -> !required && settings.get(each).isPresent())
        .forEach(
            each ->
                problems.add(
                    "setting '" + each.name() + "' is for pool-containers=required; set that too"));
    long given = registry.stream().filter(each -> settings.get(each).isPresent()).count();
    if (given != 0 && given != registry.size()) {
      problems.add(
          "'pool-registry-server', 'pool-registry-user' and 'pool-registry-password' go together;"
              + " set all of them, or none for a registry that asks nobody");
    }
    if (!required) {
      return;
    }
    ContainerSetup setup =
        ContainerSetup.required().withPrefetch(settings.get(PREFETCH).orElse(List.of()));
    if (given == registry.size()) {
      setup =
          setup.withRegistry(
              Registry.of(
                  settings.get(REGISTRY).orElseThrow(),
                  RegistryAuth.password(
                      settings.get(REGISTRY_USER).orElseThrow(),
                      settings.get(REGISTRY_PASSWORD).orElseThrow())));
    }
    spec.containers(setup);
  }

  private void image(PoolSpec.Builder spec) {
    Optional<String> image = settings.get(IMAGE);
    Optional<String> agent = settings.get(AGENT);
    if (image.isEmpty()) {
      agent.ifPresent(any -> problems.add("setting 'pool-image-agent' needs 'pool-image' too"));
    } else if (image.get().startsWith("/")) {
      agent.ifPresentOrElse(
          given -> spec.image(PoolImage.gallery(image.get(), given)),
          () -> problems.add("a gallery's image needs 'pool-image-agent' too"));
    } else {
      String[] parts = image.get().split(":", -1);
      if (parts.length < 3 || parts.length > 4) {
        throw new IllegalArgumentException(
            "it must be publisher:offer:sku, publisher:offer:sku:version or a resource id");
      }
      String version = parts.length > 3 ? parts[3] : PoolImage.Named.LATEST;
      spec.image(new PoolImage.Named(parts[0], parts[1], parts[2], version, agent));
    }
  }

  private void disks(PoolSpec.Builder spec) {
    PoolDisks.Builder disks = PoolDisks.builder();
    settings.get(DATA_DISK).ifPresent(gib -> disks.data(DataDisk.of(0, gib)));
    settings.get(DOCKER_ROOT).ifPresent(disks::dockerRoot);
    settings.get(OS_DISK).ifPresent(disks::osDiskGib);
    spec.disks(disks.build());
  }

  private void tags(PoolSpec.Builder spec) {
    for (String tag : settings.get(TAGS).orElse(List.of())) {
      int equals = tag.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("each tag must be name=value");
      }
      spec.tag(tag.substring(0, equals).strip(), tag.substring(equals + 1).strip());
    }
  }

  private void tryOut(String setting, Runnable part) {
    try {
      part.run();
    } catch (IllegalArgumentException e) {
      problems.add("setting '" + setting + "': " + e.getMessage());
    }
  }

  private static Setting<List<String>> list(String name, String type, String description) {
    return setting(
        name,
        type,
        description,
        text -> {
          List<String> all = Stream.of(text.split(",", -1)).map(String::strip).toList();
          if (all.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("an item is empty");
          }
          return all;
        });
  }

  private static <T> Setting<T> setting(
      String name, String type, String description, Function<String, T> parser) {
    return new Setting<>(name, type, description, Setting.Sensitivity.PUBLIC, parser);
  }
}
