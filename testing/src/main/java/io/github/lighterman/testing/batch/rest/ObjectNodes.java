package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;

/** Reads and writes JSON. */
final class ObjectNodes {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ObjectNodes() {}

  static ObjectNode create() {
    return JsonNodeFactory.instance.objectNode();
  }

  static TextNode text(String value) {
    return JsonNodeFactory.instance.textNode(value);
  }

  /** Reads a body; what isn't JSON is refused as the service does. */
  static JsonNode parse(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw Bodies.malformed("The request has no body.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw Bodies.malformed("The JSON cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Bodies.malformed("The JSON cannot be read.");
    }
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
