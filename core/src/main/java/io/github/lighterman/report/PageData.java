package io.github.lighterman.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.github.lighterman.Attempt;
import io.github.lighterman.DataSize;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobState;
import io.github.lighterman.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A trace as the page's script reads it: jobs as arrays, times in milliseconds since the start,
 * each text once, since 10,000 jobs must fit in a page that opens at once. -1 is what is not known.
 */
final class PageData {
  private static final List<JobState> STATES = List.of(JobState.values());
  private static final int UNKNOWN = -1;

  private final Trace trace;
  private final JsonGenerator json;
  private final Map<String, Integer> texts = new LinkedHashMap<>();

  private PageData(Trace trace, JsonGenerator json) {
    this.trace = trace;
    this.json = json;
  }

  static void write(Trace trace, TraceWriter text) throws IOException {
    try (JsonGenerator json = text.json().setCharacterEscapes(new NoMarkup())) {
      new PageData(trace, json).run();
    }
  }

  private void run() throws IOException {
    json.writeStartObject();
    json.writeStringField("run", trace.run().value());
    json.writeNumberField("from", trace.from().toEpochMilli());
    json.writeNumberField("to", at(trace.to()));
    json.writeFieldName("labels");
    labels(trace.labels());
    json.writeArrayFieldStart("states");
    for (JobState state : STATES) {
      json.writeString(state.name().toLowerCase(Locale.ROOT));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("jobs");
    for (JobTrace job : trace.jobs()) {
      job(job);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("texts");
    for (String text : texts.keySet()) {
      json.writeString(text);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void job(JobTrace job) throws IOException {
    json.writeStartArray();
    json.writeString(job.id().value());
    json.writeNumber(STATES.indexOf(job.state()));
    json.writeStartArray();
    for (Steps.Step step : Steps.of(job)) {
      json.writeNumber(step.state().map(STATES::indexOf).orElse(UNKNOWN));
      json.writeNumber(at(step.since()));
      json.writeNumber(step.pending().map(why -> text(why.cause().name())).orElse(UNKNOWN));
      json.writeNumber(step.pending().map(why -> text(why.message())).orElse(UNKNOWN));
    }
    json.writeEndArray();
    json.writeStartArray();
    for (PricedAttempt priced : job.attempts()) {
      attempt(priced);
    }
    json.writeEndArray();
    failure(job.failure());
    json.writeNumber(job.inputs().bytes());
    json.writeNumber(job.inputs().unknown());
    json.writeNumber(job.outputs());
    if (!job.spec().labels().isEmpty()) {
      labels(job.spec().labels());
    }
    json.writeEndArray();
  }

  private void attempt(PricedAttempt priced) throws IOException {
    Attempt attempt = priced.attempt();
    Optional<Node> node = attempt.node();
    json.writeStartArray();
    json.writeNumber(attempt.number());
    json.writeNumber(priced.started().map(this::at).orElse(-1L));
    json.writeNumber(at(attempt.ended()));
    json.writeNumber(node.map(where -> text(where.id())).orElse(UNKNOWN));
    json.writeNumber(node.flatMap(Node::machineType).map(this::text).orElse(UNKNOWN));
    json.writeNumber(node.map(where -> where.lease() == Node.Lease.SPOT ? 1 : 0).orElse(UNKNOWN));
    json.writeNumber(rounded(node.map(Node::share).map(s -> s.orElse(UNKNOWN)).orElse(-1.0)));
    json.writeNumber(attempt.exitCode().orElse(UNKNOWN));
    failure(attempt.failure());
    json.writeNumber(attempt.usage().cpuTime().map(Duration::toMillis).orElse(-1L));
    json.writeNumber(attempt.usage().peakMemory().map(DataSize::bytes).orElse(-1L));
    json.writeNumber(rounded(priced.cost().orElse(UNKNOWN)));
    json.writeEndArray();
  }

  private void failure(Optional<JobFailure> failure) throws IOException {
    json.writeNumber(failure.map(why -> text(why.kind().text())).orElse(UNKNOWN));
    json.writeNumber(failure.map(why -> text(why.message())).orElse(UNKNOWN));
  }

  private void labels(Map<String, String> labels) throws IOException {
    json.writeStartArray();
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      json.writeNumber(text(label.getKey()));
      json.writeNumber(text(label.getValue()));
    }
    json.writeEndArray();
  }

  private int text(String text) {
    return texts.computeIfAbsent(text, fresh -> texts.size());
  }

  private long at(Instant instant) {
    return Duration.between(trace.from(), instant).toMillis();
  }

  private static double rounded(double number) {
    return Math.rint(number * 1e6) / 1e6;
  }

  /** Lets nothing in a text end the element that the data stands in. */
  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_STANDARD;
      codes['>'] = ESCAPE_STANDARD;
      codes['&'] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return new SerializedString(String.format(Locale.ROOT, "\\u%04x", character));
    }
  }
}
