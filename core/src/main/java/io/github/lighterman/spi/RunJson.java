package io.github.lighterman.spi;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.github.lighterman.DataSize;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.RunId;
import io.github.lighterman.SecretRef;
import io.github.lighterman.staging.RelativePath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/**
 * Writes and reads the records of a run as JSON, for whoever attaches to it later, with this
 * release or the next: what is unknown is passed over, and an optional value that is missing is
 * empty.
 *
 * <p>The public types know nothing of this; how they look as JSON stands here alone. Safe for use
 * by several threads.
 */
public final class RunJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule(), paths())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .addMixIn(JobId.class, Text.class)
          .addMixIn(RunId.class, Text.class)
          .addMixIn(RelativePath.class, Text.class)
          .addMixIn(SecretRef.class, Reference.class)
          .addMixIn(DataSize.class, Bytes.class)
          .addMixIn(InputSource.class, Sources.class)
          .addMixIn(OutputTarget.class, Targets.class)
          .addMixIn(JobSpec.class, Spec.class)
          .addMixIn(JobSpec.Builder.class, SpecBuilder.class)
          .build();

  /** Creates a codec. */
  public RunJson() {}

  /** Returns {@code value} as JSON on one line, without a line break at its end. */
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("can't write " + value.getClass() + " as JSON", e);
    }
  }

  /**
   * Returns the value that {@link #write} wrote.
   *
   * @throws IOException if it's no such JSON
   */
  public <T> T read(byte[] json, Class<T> type) throws IOException {
    T value = mapper.readValue(json, type);
    if (value == null) {
      throw new IOException("there is no " + type.getSimpleName() + " in the record, but null");
    }
    return value;
  }

  private static SimpleModule paths() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Path.class, new PathWriter());
    module.addDeserializer(Path.class, new PathReader());
    return module;
  }

  private static final class PathWriter extends JsonSerializer<Path> {
    @Override
    public void serialize(Path path, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(path.toUri().toString());
    }
  }

  private static final class PathReader extends JsonDeserializer<Path> {
    @Override
    public Path deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return Path.of(URI.create(json.getValueAsString("")));
      } catch (IllegalArgumentException | FileSystemNotFoundException e) {
        throw new IOException("no path of this system: " + json.getValueAsString(), e);
      }
    }
  }

  @SuppressWarnings("UnusedVariable")
  private abstract static class Text {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Text(String value) {}

    @JsonValue
    abstract String value();
  }

  @SuppressWarnings("UnusedVariable")
  private abstract static class Reference {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Reference(String reference) {}

    @JsonValue
    abstract String reference();
  }

  @SuppressWarnings("UnusedVariable")
  private abstract static class Bytes {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Bytes(long bytes) {}

    @JsonValue
    abstract long bytes();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = InputSource.LocalFile.class, name = "file"),
    @JsonSubTypes.Type(value = InputSource.LocalDirectory.class, name = "directory"),
    @JsonSubTypes.Type(value = InputSource.LocalGlob.class, name = "glob"),
    @JsonSubTypes.Type(value = InputSource.Content.class, name = "content"),
    @JsonSubTypes.Type(value = InputSource.Remote.class, name = "remote"),
    @JsonSubTypes.Type(value = InputSource.JobOutput.class, name = "job"),
    @JsonSubTypes.Type(value = InputSource.RunSources.class, name = "sources")
  })
  private interface Sources {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "to")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = OutputTarget.RunStore.class, name = "store"),
    @JsonSubTypes.Type(value = OutputTarget.LocalPath.class, name = "path"),
    @JsonSubTypes.Type(value = OutputTarget.Remote.class, name = "remote")
  })
  private interface Targets {}

  @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
  @JsonDeserialize(builder = JobSpec.Builder.class)
  private interface Spec {}

  @JsonAutoDetect(
      fieldVisibility = JsonAutoDetect.Visibility.ANY,
      setterVisibility = JsonAutoDetect.Visibility.NONE)
  @JsonPOJOBuilder(withPrefix = "set")
  @SuppressWarnings("UnusedVariable")
  private abstract static class SpecBuilder {
    @JsonCreator
    SpecBuilder(@JsonProperty("id") JobId id) {}
  }
}
