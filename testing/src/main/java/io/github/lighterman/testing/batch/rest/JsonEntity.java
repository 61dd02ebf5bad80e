package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something shown as JSON, as filters see it. */
record JsonEntity(ObjectNode json) implements FilteredEntity {
  @Override
  public @Nullable Object value(String path) {
    JsonNode node = json.at("/" + path);
    if (node.isTextual()) {
      return path.endsWith("Time") || path.equals("lastModified")
          ? time(node.textValue())
          : node.textValue();
    }
    if (node.isInt()) {
      return node.intValue();
    }
    return node.isBoolean() ? node.booleanValue() : null;
  }

  private static Object time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return text;
    }
  }
}
