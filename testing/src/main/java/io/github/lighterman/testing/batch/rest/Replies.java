package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Ticks;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** The forms of the service's answers. */
final class Replies {
  private static final String JSON = "application/json;odata=minimalmetadata";
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private Replies() {}

  /** Returns an answer without a body, to a deletion for example. */
  static HttpReply empty(int status) {
    HttpReply reply = HttpReply.of(status);
    return status == 204
        ? reply.header("Content-Length", "0")
        : reply.header("Transfer-Encoding", "chunked");
  }

  /** Returns that something was done to a thing, which is in this state now. */
  static HttpReply changed(int status, String url, Instant lastModified) {
    return modified(empty(status), lastModified).header("DataServiceId", url);
  }

  /** Returns that a thing was made. */
  static HttpReply created(String url, Instant lastModified) {
    return changed(201, url, lastModified).header("Location", url);
  }

  /** Returns a thing. */
  static HttpReply entity(ObjectNode entity, Instant lastModified) {
    return modified(json(200, entity), lastModified);
  }

  /** Returns that a thing is as the client knows it. */
  static HttpReply notModified(Instant lastModified) {
    return modified(HttpReply.of(304), lastModified);
  }

  /** Returns a body. */
  static HttpReply json(int status, JsonNode body) {
    return HttpReply.of(status)
        .header("Transfer-Encoding", "chunked")
        .header("Content-Type", JSON)
        .body(ObjectNodes.write(body));
  }

  /** Returns what went wrong. */
  static HttpReply error(BatchException e, String method, String base, String id, Instant now) {
    if (method.equals("HEAD")) {
      return HttpReply.of(e.code().status()).header("Transfer-Encoding", "chunked");
    }
    HttpReply reply = HttpReply.of(e.code().status());
    return e.retryAfter()
        .map(time -> reply.header("Retry-After", Long.toString(time.toSeconds())))
        .orElse(reply)
        .header("Content-Type", JSON)
        .body(
            ObjectNodes.write(
                error(
                    e,
                    base
                        + "/$metadata#Microsoft.Azure.Batch.Protocol.Entities.Container"
                        + ".errors/@Element",
                    id,
                    now)));
  }

  /** Returns an error as a part of something else, or by itself with metadata. */
  static ObjectNode error(BatchException e, String metadata, String id, Instant now) {
    ObjectNode error = ObjectNodes.create();
    if (!metadata.isEmpty()) {
      error.put("odata.metadata", metadata);
    }
    ErrorCode code = e.code();
    error.put("code", code.name());
    ObjectNode message = error.putObject("message");
    message.put("lang", "en-US");
    message.put("value", code.message() + "\nRequestId:" + id + "\nTime:" + Ticks.text(now));
    if (!e.values().isEmpty()) {
      ArrayNode values = error.putArray("values");
      for (Map.Entry<String, String> value : e.values()) {
        values.addObject().put("key", value.getKey()).put("value", value.getValue());
      }
    }
    return error;
  }

  static String httpDate(Instant time) {
    return HTTP_DATE.format(time);
  }

  static HttpReply modified(HttpReply reply, Instant lastModified) {
    return reply
        .header("ETag", Ticks.etag(lastModified))
        .header("Last-Modified", httpDate(lastModified));
  }
}
