package io.github.lighterman.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lighterman.Attempt;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A trace as an object. */
final class JsonTrace {
  private final JsonGenerator json;

  private JsonTrace(JsonGenerator json) {
    this.json = json;
  }

  static void write(Trace trace, TraceWriter text) throws IOException {
    try (JsonGenerator json = text.json()) {
      new JsonTrace(json).run(trace);
    }
    text.append('\n');
  }

  private void run(Trace trace) throws IOException {
    json.writeStartObject();
    json.writeStringField("run", trace.run().value());
    labels(trace.labels());
    json.writeStringField("from", trace.from().toString());
    json.writeStringField("to", trace.to().toString());
    number("cost", trace.cost());
    json.writeArrayFieldStart("jobs");
    for (JobTrace job : trace.jobs()) {
      job(job);
      // A line for each, so that such a file can be looked at.
      json.writeRaw('\n');
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void job(JobTrace job) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", job.id().value());
    json.writeStringField("state", job.state().name());
    labels(job.spec().labels());
    Resources resources = job.spec().resources().orElse(Resources.ofDefaults());
    json.writeNumberField("cpus", resources.cpus());
    if (resources.memory().isPresent()) {
      json.writeNumberField("memory", resources.memory().get().bytes());
    }
    json.writeNumberField("gpus", resources.gpus());
    json.writeNumberField("bytesIn", job.inputs().bytes());
    json.writeNumberField("inputsOfUnknownSize", job.inputs().unknown());
    json.writeNumberField("bytesOut", job.outputs());
    if (job.failure().isPresent()) {
      failure(job.failure().get());
    }
    json.writeArrayFieldStart("history");
    for (JobStatus status : job.statuses()) {
      status(status);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("attempts");
    for (PricedAttempt priced : job.attempts()) {
      attempt(priced);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void status(JobStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", status.state().name());
    json.writeNumberField("attempt", status.attempt());
    json.writeStringField("since", status.since().toString());
    if (status.pending().isPresent()) {
      PendingReason reason = status.pending().get();
      json.writeObjectFieldStart("pending");
      json.writeStringField("cause", reason.cause().name());
      json.writeStringField("message", reason.message());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void attempt(PricedAttempt priced) throws IOException {
    Attempt attempt = priced.attempt();
    json.writeStartObject();
    json.writeNumberField("number", attempt.number());
    if (priced.started().isPresent()) {
      json.writeStringField("started", priced.started().get().toString());
    }
    json.writeStringField("ended", attempt.ended().toString());
    if (priced.run().isPresent()) {
      json.writeNumberField("runMs", priced.run().get().toMillis());
    }
    if (attempt.node().isPresent()) {
      node(attempt.node().get());
    }
    if (attempt.exitCode().isPresent()) {
      json.writeNumberField("exitCode", attempt.exitCode().getAsInt());
    }
    if (attempt.usage().cpuTime().isPresent()) {
      json.writeNumberField("cpuMs", attempt.usage().cpuTime().get().toMillis());
    }
    if (attempt.usage().peakMemory().isPresent()) {
      json.writeNumberField("peakMemory", attempt.usage().peakMemory().get().bytes());
    }
    if (attempt.failure().isPresent()) {
      failure(attempt.failure().get());
    }
    number("cost", priced.cost());
    json.writeEndObject();
  }

  private void node(Node node) throws IOException {
    json.writeObjectFieldStart("node");
    json.writeStringField("id", node.id());
    if (node.machineType().isPresent()) {
      json.writeStringField("machineType", node.machineType().get());
    }
    json.writeStringField("lease", node.lease().name());
    number("share", node.share());
    json.writeEndObject();
  }

  private void failure(JobFailure failure) throws IOException {
    json.writeObjectFieldStart("failure");
    json.writeStringField("kind", failure.kind().name());
    json.writeStringField("message", failure.message());
    if (failure.code().isPresent()) {
      json.writeStringField("code", failure.code().get());
    }
    json.writeEndObject();
  }

  private void labels(Map<String, String> labels) throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  private void number(String name, OptionalDouble number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsDouble());
    }
  }
}
