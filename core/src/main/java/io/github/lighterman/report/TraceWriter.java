package io.github.lighterman.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes text as UTF-8. Half a surrogate pair, which a job may well print, becomes a question mark,
 * where other writers would give up.
 */
final class TraceWriter extends FilterWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private TraceWriter(OutputStreamWriter out) {
    super(new BufferedWriter(out, 1 << 16));
  }

  static TraceWriter to(Path file) throws IOException {
    return new TraceWriter(
        new OutputStreamWriter(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), StandardCharsets.UTF_8));
  }

  /** Returns a generator that writes JSON here, and leaves this open. */
  JsonGenerator json() throws IOException {
    return JSON.createGenerator(this).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }
}
