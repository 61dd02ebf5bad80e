package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that requests may have. Checks that a body has the properties that it must have and no
 * others, each of its type, and brings values into the form in which the service shows them.
 */
final class Bodies {
  /** The table is the same for everybody and never changes. */
  static final Bodies ALL = new Bodies(Lines.of("bodies.txt"));

  private final Map<String, Map<String, Property>> types = new HashMap<>();
  private final Map<String, Map<String, String>> enums = new HashMap<>();

  /** A property of a type. */
  record Property(String type, Presence presence, int maxItems) {
    boolean isList() {
      return type.startsWith("[");
    }

    String itemType() {
      return type.substring(1, type.length() - 1);
    }
  }

  /** Whether a property has to be there. */
  enum Presence {
    REQUIRED,
    OPTIONAL
  }

  private Bodies(List<String> lines) {
    Map<String, Property> current = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        addProperty(current, line.strip());
      } else if (line.contains(" = ")) {
        addEnum(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf('=') + 2));
      } else {
        current = new LinkedHashMap<>();
        types.put(line.strip(), current);
      }
    }
  }

  /** Checks a body, brings its values into form, and leaves out properties that are null. */
  ObjectNode check(String type, JsonNode body) {
    if (!(body instanceof ObjectNode object)) {
      throw malformed("An object of the type " + type + " was expected.");
    }
    Map<String, Property> properties = types.get(type);
    if (properties == null) {
      throw new IllegalStateException("no type " + type);
    }
    object.properties().removeIf(entry -> entry.getValue().isNull());
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      Property property = properties.get(entry.getKey());
      if (property == null) {
        throw malformed(
            "The property '"
                + entry.getKey()
                + "' does not exist on type 'Microsoft.Azure.Batch.Protocol.Entities."
                + type
                + "'.");
      }
      entry.setValue(value(entry.getKey(), property, entry.getValue()));
    }
    properties.forEach(
        (name, property) -> {
          if (property.presence == Presence.REQUIRED && !object.has(name)) {
            throw BatchException.of(ErrorCode.MissingRequiredProperty, "PropertyName", name);
          }
        });
    return object;
  }

  private JsonNode value(String name, Property property, JsonNode value) {
    if (!property.isList()) {
      return single(name, property.type, value);
    }
    if (!(value instanceof ArrayNode array)) {
      throw malformed("The property '" + name + "' must be a list.");
    }
    if (array.size() > property.maxItems) {
      throw BatchException.property(
          name, null, "It has " + array.size() + " items; at most " + property.maxItems + " fit.");
    }
    for (int i = 0; i < array.size(); i++) {
      array.set(i, single(name, property.itemType(), array.get(i)));
    }
    return array;
  }

  private JsonNode single(String name, String type, JsonNode value) {
    if (types.containsKey(type)) {
      return check(type, value);
    }
    Map<String, String> words = enums.get(type);
    if (words != null) {
      String shown = value.isTextual() ? words.get(value.textValue()) : null;
      if (shown == null) {
        throw BatchException.property(
            name, value.asText(), "It must be one of " + String.join(", ", words.keySet()) + ".");
      }
      return ObjectNodes.text(shown);
    }
    return Scalars.check(name, type, value);
  }

  private void addProperty(Map<String, Property> properties, String line) {
    int space = line.indexOf(' ');
    String name = line.substring(0, space);
    String type = line.substring(space + 1);
    int limit = type.indexOf("<=");
    int maxItems = limit < 0 ? Integer.MAX_VALUE : Integer.parseInt(type.substring(limit + 2));
    boolean required = name.endsWith("!");
    properties.put(
        required ? name.substring(0, name.length() - 1) : name,
        new Property(
            limit < 0 ? type : type.substring(0, limit),
            required ? Presence.REQUIRED : Presence.OPTIONAL,
            maxItems));
  }

  /** The service shows some values in another case than the one in which they're asked for. */
  private void addEnum(String name, String values) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String value : values.split(" ", -1)) {
      String shown = shown(name, value);
      words.put(value, shown);
      words.put(shown, shown);
    }
    enums.put(name, words);
  }

  private static String shown(String type, String value) {
    return switch (type + " " + value) {
      case "ComputeNodeFillType spread" -> "Spread";
      case "ComputeNodeFillType pack" -> "Pack";
      case "OutputFileUploadCondition tasksuccess" -> "TaskSuccess";
      case "OutputFileUploadCondition taskfailure" -> "TaskFailure";
      case "OutputFileUploadCondition taskcompletion" -> "TaskCompletion";
      case "CachingType none" -> "None";
      case "CachingType readonly" -> "ReadOnly";
      case "CachingType readwrite" -> "ReadWrite";
      default -> value;
    };
  }

  static BatchException malformed(@Nullable String reason) {
    return reason == null
        ? BatchException.of(ErrorCode.InvalidRequestBody)
        : BatchException.of(ErrorCode.InvalidRequestBody, "Reason", reason);
  }
}
