package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.Ticks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Checks single values, and brings them into the form in which the service shows them. */
final class Scalars {
  private Scalars() {}

  static JsonNode check(String name, String type, JsonNode value) {
    boolean fits =
        switch (type) {
          case "string", "time", "duration" -> value.isTextual();
          case "int" -> value.isIntegralNumber() && value.canConvertToInt();
          case "long" -> value.isIntegralNumber() && value.canConvertToLong();
          case "double" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "object" -> value.isObject();
          case "{string}" -> isMapOfTexts(value);
          default -> throw new IllegalStateException("no type " + type);
        };
    if (!fits) {
      throw Bodies.malformed(
          "Cannot convert the value of the property '" + name + "' to the type " + type + ".");
    }
    return switch (type) {
      case "duration" -> duration(name, value.textValue());
      case "time" -> ObjectNodes.text(Ticks.text(time(name, value.textValue())));
      default -> value;
    };
  }

  static Instant time(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw BatchException.property(name, text, "It is not a date and time.");
    }
  }

  private static JsonNode duration(String name, String text) {
    try {
      return ObjectNodes.text(Ticks.text(Ticks.duration(text)));
    } catch (IllegalArgumentException e) {
      throw BatchException.property(name, text, "It is not a duration.");
    }
  }

  private static boolean isMapOfTexts(JsonNode value) {
    if (!value.isObject()) {
      return false;
    }
    for (JsonNode each : value) {
      if (!each.isTextual()) {
        return false;
      }
    }
    return true;
  }
}
