package io.github.lighterman.testing.batch.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Holds JSON against the schemas of the file. */
final class Schemas {
  private final JsonNode definitions;

  Schemas(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** Returns what is wrong with a body, each with the place where it is. */
  List<String> check(JsonNode schema, JsonNode body, Side side) {
    List<String> findings = new ArrayList<>();
    new Check(side, findings::add).value("body", schema, body);
    return findings;
  }

  private JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty()
        ? schema
        : definitions.path(reference.substring("#/definitions/".length()));
  }

  /** One check of one body. */
  private final class Check {
    private final Side side;
    private final Consumer<String> findings;

    Check(Side side, Consumer<String> findings) {
      this.side = side;
      this.findings = findings;
    }

    void value(String place, JsonNode reference, JsonNode value) {
      JsonNode schema = resolve(reference);
      if (value.isNull()) {
        // The service leaves out what isn't set.
        if (!schema.path("x-nullable").asBoolean()) {
          findings.accept(place + " is null");
        }
        return;
      }
      String type = schema.path("type").asText(schema.has("properties") ? "object" : "");
      switch (type) {
        case "object" -> object(place, schema, value);
        case "array" -> array(place, schema, value);
        case "string" -> string(place, schema, value);
        case "boolean" -> expect(value.isBoolean(), place, "a boolean", value);
        case "number" -> {
          expect(value.isNumber(), place, "a number", value);
          range(place, schema, value);
        }
        case "integer" -> {
          boolean large = schema.path("format").asText().equals("int64");
          boolean whole = large ? value.canConvertToLong() : value.canConvertToInt();
          expect(value.isIntegralNumber() && whole, place, "an integer", value);
          range(place, schema, value);
        }
        default -> throw new IllegalStateException(place + " has the unknown type " + type);
      }
    }

    private void object(String place, JsonNode schema, JsonNode value) {
      if (!value.isObject()) {
        expect(false, place, "an object", value);
        return;
      }
      JsonNode properties = schema.path("properties");
      for (Map.Entry<String, JsonNode> each : value.properties()) {
        String inner = place + "/" + each.getKey();
        if (properties.has(each.getKey())) {
          JsonNode property = properties.path(each.getKey());
          if (side == Side.REQUEST && property.path("readOnly").asBoolean()) {
            findings.accept(inner + " is only to be read");
          }
          value(inner, property, each.getValue());
        } else if (schema.has("additionalProperties")) {
          value(inner, schema.path("additionalProperties"), each.getValue());
        } else {
          findings.accept(inner + " is unknown");
        }
      }
      for (JsonNode required : schema.path("required")) {
        if (!value.has(required.asText())) {
          findings.accept(place + "/" + required.asText() + " is missing");
        }
      }
    }

    private void array(String place, JsonNode schema, JsonNode value) {
      if (!value.isArray()) {
        expect(false, place, "an array", value);
        return;
      }
      if (schema.has("maxItems") && value.size() > schema.path("maxItems").asInt()) {
        findings.accept(place + " has " + value.size() + " items");
      }
      for (JsonNode item : value) {
        value(place + "[]", schema.path("items"), item);
      }
    }

    private void string(String place, JsonNode schema, JsonNode value) {
      if (!value.isTextual()) {
        expect(false, place, "a string", value);
        return;
      }
      String text = value.asText();
      String format = schema.path("format").asText();
      expect(Formats.has(text, format, side), place, "a " + format, value);
      if (schema.has("enum")) {
        List<String> known = new ArrayList<>();
        schema.path("enum").forEach(each -> known.add(each.asText()));
        if (!known.contains(text)) {
          boolean spelled = known.stream().anyMatch(text::equalsIgnoreCase);
          findings.accept(place + (spelled ? " is spelled " : " can't be ") + text);
        }
      }
    }

    private void range(String place, JsonNode schema, JsonNode value) {
      boolean low = schema.has("minimum") && value.asDouble() < schema.path("minimum").asDouble();
      boolean high = schema.has("maximum") && value.asDouble() > schema.path("maximum").asDouble();
      if (low || high) {
        findings.accept(place + " is out of range: " + value);
      }
    }

    private void expect(boolean good, String place, String what, JsonNode value) {
      if (!good) {
        findings.accept(place + " is not " + what + ": " + value);
      }
    }
  }
}
