package io.github.lighterman.testing.blob;

import java.util.Map;
import java.util.TreeMap;

/** The headers with which a blob is told of. */
final class BlobAnswers {
  /** Which parameter of a signature overrides which header. */
  private static final Map<String, String> OVERRIDES =
      new TreeMap<>(
          Map.of(
              "rscc", "Cache-Control",
              "rscd", "Content-Disposition",
              "rsce", "Content-Encoding",
              "rscl", "Content-Language",
              "rsct", "Content-Type"));

  private BlobAnswers() {}

  /** Adds all that there is to tell, except for the content. */
  static Answer describe(Answer answer, StoredBlob blob, Query query) {
    answer.stamp(blob.stamp()).metadata(blob.metadata());
    blob.headers().values().forEach(answer::header);
    OVERRIDES.forEach(
        (parameter, header) ->
            query.value(parameter).ifPresent(value -> answer.header(header, value)));
    answer
        .header("x-ms-creation-time", HttpDates.format(blob.stamp().created()))
        .header("x-ms-blob-type", blob.type().header())
        .header("x-ms-lease-status", "unlocked")
        .header("x-ms-lease-state", "available")
        .header("x-ms-server-encrypted", "true")
        .header("Accept-Ranges", "bytes");
    if (blob.type() == BlobType.APPEND) {
      answer.header("x-ms-blob-committed-block-count", Integer.toString(blob.blocks().size()));
    }
    blob.copy().ifPresent(copy -> describe(answer, copy, blob.content().length()));
    return answer;
  }

  private static void describe(Answer answer, StoredBlob.BlobCopy copy, long length) {
    answer
        .header("x-ms-copy-id", copy.id())
        .header("x-ms-copy-source", copy.source())
        .header("x-ms-copy-status", "success")
        .header("x-ms-copy-progress", length + "/" + length)
        .header("x-ms-copy-completion-time", HttpDates.format(copy.completed()));
  }
}
