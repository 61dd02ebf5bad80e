package io.github.lighterman.nextflow;

import com.azure.storage.blob.nio.AzurePath;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Map;
import nextflow.util.SerializerRegistrant;

/** Has Nextflow write paths of blobs to its cache as they are written in pipelines. */
public final class BlobPathSerializer extends Serializer<AzurePath>
    implements SerializerRegistrant {
  /** Is called by Nextflow. */
  public BlobPathSerializer() {}

  @Override
  @SuppressWarnings("rawtypes")
  public void register(Map<Class, Object> serializers) {
    serializers.put(AzurePath.class, new BlobPathSerializer());
  }

  @Override
  public void write(Kryo kryo, Output output, AzurePath path) {
    output.writeString(BlobStore.uri(path));
  }

  @Override
  public AzurePath read(Kryo kryo, Input input, Class<AzurePath> type) {
    return BlobStore.current().path(input.readString());
  }
}
