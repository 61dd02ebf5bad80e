package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Ticks;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What single properties may be, beyond their types. */
final class Limits {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Limits() {}

  static void id(JsonNode spec) {
    String id = spec.path("id").asText();
    if (!ID.matcher(id).matches()) {
      throw BatchException.property(
          "id", id, "It must have 1 to 64 characters, each a letter, digit, hyphen or underscore.");
    }
  }

  static void displayName(JsonNode spec) {
    String name = spec.path("displayName").asText("");
    if (name.codePointCount(0, name.length()) > 1024) {
      throw BatchException.property("displayName", null, "It has more than 1024 characters.");
    }
  }

  static void range(JsonNode spec, String property, long least, long most) {
    JsonNode value = spec.path(property);
    if (value.isNumber() && (value.asLong() < least || value.asLong() > most)) {
      throw BatchException.property(
          property, value.asText(), "It must be from " + least + " to " + most + ".");
    }
  }

  static void duration(JsonNode spec, String property, Duration least, Duration most) {
    if (spec.has(property)) {
      Duration value = Ticks.duration(spec.path(property).asText());
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw BatchException.property(
            property,
            spec.path(property).asText(),
            "It must be from " + Ticks.text(least) + " to " + Ticks.text(most) + ".");
      }
    }
  }

  /** The account has no applications, so that nobody can refer to one. */
  static void noApplications(JsonNode spec) {
    JsonNode references = spec.path("applicationPackageReferences");
    if (!references.isEmpty()) {
      throw BatchException.of(
          ErrorCode.InvalidApplicationPackageReferences,
          references.get(0).path("applicationId").asText(),
          "The specified application package does not exist.");
    }
  }

  static void noCertificates(JsonNode spec) {
    if (!spec.path("certificateReferences").isEmpty()) {
      throw BatchException.notEmulated("A certificate reference");
    }
  }

  static void metadata(JsonNode spec) {
    for (JsonNode item : spec.path("metadata")) {
      if (item.path("name").asText().isEmpty()) {
        throw BatchException.property("metadata", null, "A name is empty.");
      }
    }
  }

  static void resourceFiles(JsonNode spec) {
    for (JsonNode file : spec.path("resourceFiles")) {
      long sources =
          List.of("httpUrl", "storageContainerUrl", "autoStorageContainerName").stream()
              .filter(file::has)
              .count();
      if (sources != 1) {
        throw BatchException.property(
            "resourceFiles",
            null,
            "Exactly one of httpUrl, storageContainerUrl and autoStorageContainerName is needed.");
      }
      if (file.has("httpUrl") && file.path("filePath").asText("").isEmpty()) {
        throw BatchException.of(ErrorCode.MissingRequiredProperty, "PropertyName", "filePath");
      }
      if (file.has("httpUrl") && file.has("blobPrefix")) {
        throw BatchException.property("blobPrefix", null, "It doesn't go with httpUrl.");
      }
      filePath(file.path("filePath").asText(""));
    }
  }

  static void outputFiles(JsonNode spec) {
    for (JsonNode file : spec.path("outputFiles")) {
      if (!file.path("destination").has("container")) {
        throw BatchException.of(ErrorCode.MissingRequiredProperty, "PropertyName", "container");
      }
    }
  }

  static void containerSettings(JsonNode spec) {
    if (spec.has("containerSettings")
        && spec.path("containerSettings").path("imageName").asText("").isBlank()) {
      throw BatchException.property("imageName", "", "It is empty.");
    }
  }

  static void commandLine(JsonNode spec) {
    boolean container = spec.has("containerSettings");
    if (!container && spec.path("commandLine").asText("").isBlank()) {
      throw BatchException.property("commandLine", "", "It is empty.");
    }
  }

  static void userIdentity(JsonNode spec) {
    JsonNode identity = spec.path("userIdentity");
    if (identity.isObject() && identity.has("username") == identity.has("autoUser")) {
      throw BatchException.property(
          "userIdentity", null, "Exactly one of username and autoUser is needed.");
    }
  }

  static void setIfAbsent(ObjectNode object, String property, JsonNode value) {
    if (!object.has(property)) {
      object.set(property, value);
    }
  }

  private static void filePath(String path) {
    boolean up = List.of(path.replace('\\', '/').split("/", -1)).contains("..");
    if (up || path.startsWith("/") || path.startsWith("\\")) {
      throw BatchException.property(
          "filePath", path, "It must be relative and must not lead out of the directory.");
    }
  }
}
