package io.github.lighterman.testing.batch.openapi;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.http.BufferedReply;
import io.github.lighterman.testing.http.HttpHeaders;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds answers against the file. */
final class AnswerCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/json;odata=minimalmetadata";

  private final OpenApi api;

  AnswerCheck(OpenApi api) {
    this.api = api;
  }

  /** Returns what is wrong with an answer; each begins with the status. */
  List<String> check(ApiOperation operation, HttpRequest request, BufferedReply answer) {
    int status = answer.reply().status();
    List<String> findings = new ArrayList<>();
    if (status < 400 && !operation.documents(status)) {
      findings.add("isn't documented");
    }
    JsonNode response = operation.response(status);
    headers(response.path("headers"), request, answer.reply().headers(), findings);
    body(operation, response.path("schema"), answer, findings);
    return findings.stream().map(each -> status + " " + each).toList();
  }

  /** Returns what is wrong with an answer to what is no operation: it must be an error. */
  List<String> checkRefusal(BufferedReply answer) {
    int status = answer.reply().status();
    List<String> findings = new ArrayList<>();
    if (status < 400) {
      findings.add("isn't a refusal");
    }
    json(schemaOf("BatchError"), answer, findings);
    return findings.stream().map(each -> status + " " + each).toList();
  }

  private static void headers(
      JsonNode documented, HttpRequest request, HttpHeaders headers, List<String> findings) {
    for (Map.Entry<String, JsonNode> each : documented.properties()) {
      String name = each.getKey();
      Optional<String> value = headers.first(name);
      if (value.isEmpty()) {
        boolean asked =
            !name.equals("client-request-id")
                || request.header("return-client-request-id").filter("true"::equals).isPresent();
        if (asked) {
          findings.add("header " + name + " is missing");
        }
        continue;
      }
      String type = each.getValue().path("type").asText();
      String format = each.getValue().path("format").asText();
      if (!Formats.isOf(value.get(), type)) {
        findings.add("header " + name + " is not of type " + type + ": " + value.get());
      } else if (type.equals("string") && !Formats.has(value.get(), format, Side.ANSWER)) {
        findings.add("header " + name + " is not a " + format + ": " + value.get());
      }
    }
    for (Map.Entry<String, String> each : headers.entries()) {
      if (!documented.has(each.getKey())) {
        findings.add("header " + each.getKey() + " is unknown");
      }
    }
  }

  private void body(
      ApiOperation operation, JsonNode schema, BufferedReply answer, List<String> findings) {
    boolean file = schema.path("format").asText().equals("file");
    if (operation.method().equals("HEAD")) {
      if (answer.bytes().length > 0) {
        findings.add("body is there, which HEAD has none of");
      }
    } else if (schema.isMissingNode()) {
      if (answer.bytes().length > 0) {
        findings.add("body is unknown");
      }
    } else if (!file) {
      json(schema, answer, findings);
    }
  }

  private void json(JsonNode schema, BufferedReply answer, List<String> findings) {
    if (answer.bytes().length == 0) {
      findings.add("body is missing");
      return;
    }
    String type = answer.reply().headers().first("Content-Type").orElse("");
    if (!type.equals(TYPE)) {
      findings.add("header Content-Type is " + type);
    }
    try {
      JsonNode json = JSON.readTree(answer.bytes());
      findings.addAll(api.schemas().check(schema, json, Side.ANSWER));
    } catch (JacksonException e) {
      findings.add("body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode schemaOf(String definition) {
    return JSON.createObjectNode().put("$ref", "#/definitions/" + definition);
  }
}
