package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Access;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Mount;
import io.github.lighterman.testing.batch.execution.ContainerSettings.WorkingDirectory;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.UserIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the parts of a task's specification. */
final class OrderParts {
  private OrderParts() {}

  static List<ResourceFile> resourceFiles(JsonNode all) {
    List<ResourceFile> files = new ArrayList<>();
    for (JsonNode file : all) {
      ResourceFile.Source source =
          file.has("httpUrl")
              ? ResourceFile.Source.HTTP
              : file.has("storageContainerUrl")
                  ? ResourceFile.Source.CONTAINER
                  : ResourceFile.Source.AUTO_STORAGE;
      String property =
          switch (source) {
            case HTTP -> "httpUrl";
            case CONTAINER -> "storageContainerUrl";
            case AUTO_STORAGE -> "autoStorageContainerName";
          };
      files.add(
          new ResourceFile(
              source,
              file.path(property).asText(),
              text(file, "blobPrefix"),
              text(file, "filePath"),
              text(file, "fileMode"),
              identity(file)));
    }
    return files;
  }

  static List<OutputFile> outputFiles(JsonNode all) {
    List<OutputFile> files = new ArrayList<>();
    for (JsonNode file : all) {
      JsonNode container = file.path("destination").path("container");
      List<Map.Entry<String, String>> headers = new ArrayList<>();
      for (JsonNode header : container.path("uploadHeaders")) {
        headers.add(Map.entry(header.path("name").asText(), header.path("value").asText("")));
      }
      files.add(
          new OutputFile(
              file.path("filePattern").asText(),
              container.path("containerUrl").asText(),
              text(container, "path"),
              condition(file.path("uploadOptions").path("uploadCondition").asText("")),
              headers,
              identity(container)));
    }
    return files;
  }

  static Optional<ContainerSettings> container(JsonNode settings) {
    if (!settings.isObject()) {
      return Optional.empty();
    }
    Optional<List<Mount>> mounts = Optional.empty();
    if (settings.has("containerHostBatchBindMounts")) {
      List<Mount> all = new ArrayList<>();
      for (JsonNode mount : settings.path("containerHostBatchBindMounts")) {
        all.add(mount(mount));
      }
      mounts = Optional.of(all);
    }
    boolean image = settings.path("workingDirectory").asText("").equals("containerImageDefault");
    return Optional.of(
        new ContainerSettings(
            settings.path("imageName").asText(),
            text(settings, "containerRunOptions"),
            settings.has("registry")
                ? Optional.of(registry(settings.path("registry")))
                : Optional.empty(),
            image ? WorkingDirectory.IMAGE : WorkingDirectory.TASK,
            mounts));
  }

  static ContainerRegistry registry(JsonNode registry) {
    return new ContainerRegistry(
        text(registry, "registryServer"),
        text(registry, "username"),
        text(registry, "password"),
        identity(registry));
  }

  static UserIdentity user(JsonNode identity) {
    JsonNode auto = identity.path("autoUser");
    return new UserIdentity(
        text(identity, "username"),
        auto.path("scope").asText("").equals("task")
            ? UserIdentity.Scope.TASK
            : UserIdentity.Scope.POOL,
        auto.path("elevationLevel").asText("").equals("admin")
            ? UserIdentity.Elevation.ADMIN
            : UserIdentity.Elevation.NON_ADMIN);
  }

  private static Mount mount(JsonNode mount) {
    ContainerSettings.Source source =
        switch (mount.path("source").asText()) {
          case "Shared" -> ContainerSettings.Source.SHARED;
          case "Startup" -> ContainerSettings.Source.STARTUP;
          case "VfsMounts" -> ContainerSettings.Source.VFS_MOUNTS;
          case "JobPrep" -> ContainerSettings.Source.JOB_PREP;
          case "Applications" -> ContainerSettings.Source.APPLICATIONS;
          default -> ContainerSettings.Source.TASK;
        };
    return new Mount(
        source, mount.path("isReadOnly").asBoolean(false) ? Access.READ_ONLY : Access.READ_WRITE);
  }

  private static OutputFile.Condition condition(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tasksuccess" -> OutputFile.Condition.TASK_SUCCESS;
      case "taskfailure" -> OutputFile.Condition.TASK_FAILURE;
      default -> OutputFile.Condition.TASK_COMPLETION;
    };
  }

  private static Optional<String> identity(JsonNode object) {
    return text(object.path("identityReference"), "resourceId");
  }

  private static Optional<String> text(JsonNode object, String property) {
    return Optional.ofNullable(object.path(property).textValue());
  }
}
