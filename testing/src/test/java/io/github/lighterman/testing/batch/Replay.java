package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.TestClient.Answer;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One recording, replayed. Where a recording has no request bodies they are made up from what the
 * service answered later; where it waited for something, time passes until the answer fits.
 */
final class Replay implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WAITS = 40;

  private final JsonNode interactions;
  private final Set<String> known;
  private final Fixture fixture;
  private String node = "";

  Replay(JsonNode recording, Set<String> known) {
    this.known = known;
    interactions = recording.path("interactions");
    fixture =
        new Fixture(
            builder ->
                builder
                    .accountName("replayed")
                    .allocationTime(Duration.ofMillis(1900))
                    .deletionTime(Duration.ofSeconds(3))
                    .placementTime(Duration.ofMillis(900)));
    fixture.script(
        "/bin/bash -c 'set -e; set -o pipefail; cat test.txt'",
        TaskScript.succeed().printing("This is an example"));
    fixture.script("/bin/bash -c \"echo hello\"", TaskScript.succeed().printing("hello\n"));
    fixture.script("bash -c \"bad command\"", TaskScript.exit(127));
    boolean java =
        recording.path("_source").path("client").asText("").contains("java")
            || recording.path("_source").path("repo").asText("").contains("java");
    if (java) {
      new RequestBodies(interactions).pools().forEach(this::addPool);
    }
  }

  /** Returns the differences of a recording that are known, one a line: file, a tab, what. */
  static Set<String> knownDifferences(String file) {
    try (InputStream in = Replay.class.getResourceAsStream("/batch/recordings-differences.txt")) {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> file.startsWith(line.split("\t", -1)[0]) && line.indexOf(9) >= 0)
          .map(line -> line.split("\t", -1)[1])
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void run(Set<String> differences) {
    RequestBodies bodies = new RequestBodies(interactions);
    Instant begin = fixture.clock.instant();
    Instant recordedBegin = date(0);
    for (int i = 0; i < interactions.size(); i++) {
      JsonNode request = interactions.get(i).path("request");
      JsonNode expected = interactions.get(i).path("response");
      String method = request.path("method").asText();
      String path = request.path("path").asText();
      String where =
          method
              + " "
              + path.replaceAll("tvmps_[0-9a-f]{64}_.", "NODE")
              + " "
              + expected.path("status").asInt()
              + ": ";
      Comparison comparison = new Comparison(expected);
      // What took time there takes it here.
      Instant when = begin.plus(Duration.between(recordedBegin, date(i)));
      if (when.isAfter(fixture.clock.instant())) {
        fixture.clock.advanceTo(when);
      }
      boolean outdated = method.equals("PUT") && expected.path("status").asInt() == 412;
      Answer answer = send(method, path, request, bodies.of(i), outdated);
      if (method.equals("GET") || method.equals("HEAD")) {
        for (int wait = 0; wait < WAITS && !unknown(where, comparison, answer).isEmpty(); wait++) {
          fixture.clock.advance(Duration.ofMillis(100));
          answer = send(method, path, request, null, false);
        }
      }
      differences.addAll(unknown(where, comparison, answer));
    }
  }

  private Set<String> unknown(String where, Comparison comparison, Answer answer) {
    Set<String> found = new TreeSet<>();
    for (String difference : comparison.differences(answer)) {
      String whole = where + difference;
      if (known.stream().noneMatch(each -> whole.matches(each))) {
        found.add(whole);
      }
    }
    return found;
  }

  private Instant date(int index) {
    String date = interactions.get(index).path("response").path("headers").path("date").asText();
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private Answer send(
      String method, String path, JsonNode request, @Nullable JsonNode body, boolean outdated) {
    StringBuilder query = new StringBuilder();
    for (JsonNode option : request.path("query")) {
      if (!option.get(0).asText().equals("api-version")) {
        query.append(query.isEmpty() ? "?" : "&").append(encode(option.get(0).asText()));
        query.append('=').append(encode(option.get(1).asText()));
      }
    }
    String[] headers = outdated ? new String[] {"If-Match", "0x8D0000000000000"} : new String[0];
    String target = path.replaceAll("tvmps_[0-9a-f]{64}_.", node());
    return fixture.client.send(
        method, target + query, body == null ? null : body.toString(), headers);
  }

  private String node() {
    if (node.isEmpty()) {
      for (JsonNode pool : fixture.client.get("/pools").json().path("value")) {
        for (JsonNode each : fixture.nodes(pool.path("id").asText())) {
          node = each.path("id").asText();
        }
      }
    }
    return node.isEmpty() ? "none" : node;
  }

  private void addPool(String id) {
    fixture.client.post(
        "/pools",
        json(
            "{'id':'%s','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':1}",
            id, Fixture.IMAGE));
    fixture.advance(10);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @Override
  public void close() {
    fixture.close();
  }
}
