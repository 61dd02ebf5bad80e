package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.testing.http.HttpHeaders;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.HttpRequest.BodySize;
import io.github.lighterman.testing.http.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes many deletes in one request; each is authenticated, done and answered on its own. */
final class BatchDeletes {
  private static final int MOST = 256;
  private static final Pattern BOUNDARY =
      Pattern.compile("multipart/mixed\\s*;\\s*boundary=\"?([^\";]+)\"?.*");
  private static final Pattern REQUEST_LINE = Pattern.compile("(\\S+) (\\S+) HTTP/1\\.1");

  /** Answers one of the requests. */
  interface Single {
    Answer answer(HttpRequest request, Upload upload) throws IOException;
  }

  /** One of the requests, and the number by which its answer is found. */
  private record Part(Optional<String> id, HttpRequest request) {}

  private final Single single;

  BatchDeletes(Single single) {
    this.single = single;
  }

  Answer apply(Call call) throws IOException {
    Matcher matcher = BOUNDARY.matcher(call.requiredHeader("Content-Type"));
    if (!matcher.matches()) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          "Content-Type must be multipart/mixed with a boundary.");
    }
    String body = new String(call.body(Call.LARGEST_TEXT).toArray(), UTF_8);
    List<Part> parts = parts(body, "--" + matcher.group(1), call.header("Host").orElse(""));
    String boundary = "batchresponse_" + UUID.randomUUID();
    StringBuilder answers = new StringBuilder();
    for (Part part : parts) {
      Upload nothing = new Upload(InputStream.nullInputStream(), call.upload().from());
      write(answers, boundary, part, single.answer(part.request, nothing));
    }
    answers.append("--").append(boundary).append("--\r\n");
    return Answer.of(202)
        .header("Content-Type", "multipart/mixed; boundary=" + boundary)
        .body(answers.toString().getBytes(UTF_8));
  }

  private static List<Part> parts(String body, String boundary, String host) {
    List<Part> parts = new ArrayList<>();
    for (String text : body.split(Pattern.quote(boundary), -1)) {
      if (!text.isBlank() && !text.strip().equals("--")) {
        parts.add(part(text.strip(), host));
      }
    }
    if (parts.isEmpty() || parts.size() > MOST) {
      throw StorageError.INVALID_INPUT.exception(
          "A batch has 1 to " + MOST + " requests, not " + parts.size() + ".");
    }
    return parts;
  }

  private static Part part(String text, String host) {
    String[] halves = text.split("\r?\n\r?\n", 2);
    Optional<String> id = headers(halves[0].lines().toList()).first("Content-ID");
    List<String> lines = halves.length < 2 ? List.of() : halves[1].strip().lines().toList();
    Matcher first = REQUEST_LINE.matcher(lines.isEmpty() ? "" : lines.get(0).strip());
    if (!first.matches()) {
      throw StorageError.INVALID_INPUT.exception("A part of the batch is not a request.");
    }
    if (!first.group(1).equals("DELETE")) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator takes batches of deletes only, not of " + first.group(1) + ".");
    }
    String[] target = first.group(2).split("\\?", 2);
    HttpHeaders headers = headers(lines.subList(1, lines.size())).with("Host", host);
    return new Part(
        id,
        new HttpRequest(
            first.group(1),
            target[0].startsWith("/") ? target[0] : "/" + target[0],
            target.length > 1 ? Optional.of(target[1]) : Optional.empty(),
            headers,
            new byte[0],
            BodySize.ALLOWED));
  }

  private static HttpHeaders headers(List<String> lines) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        entries.add(Map.entry(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
      }
    }
    return HttpHeaders.of(entries);
  }

  private static void write(StringBuilder out, String boundary, Part part, Answer answer) {
    out.append("--").append(boundary).append("\r\nContent-Type: application/http\r\n");
    part.id.ifPresent(id -> out.append("Content-ID: ").append(id).append("\r\n"));
    out.append("\r\nHTTP/1.1 ").append(answer.status()).append(" ");
    out.append(answer.status() == 202 ? "Accepted" : "Refused").append("\r\n");
    for (Map.Entry<String, String> header : answer.headers()) {
      out.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    if (answer.length() == 0) {
      // The line break before the next boundary is part of that; clients take one more for a body.
      out.append("\r\n");
    } else {
      out.append("Content-Length: ").append(answer.length()).append("\r\n\r\n");
      out.append(new String(answer.body(), UTF_8)).append("\r\n");
    }
  }
}
