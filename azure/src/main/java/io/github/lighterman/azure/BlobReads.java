package io.github.lighterman.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gets blobs and ranges of them through the SDK's pipeline. Its own downloads start threads that
 * stay for ever, and a thread of the caller waits all the same.
 */
final class BlobReads {
  private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");
  private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
  private static final HttpHeaderName EXECUTABLE =
      HttpHeaderName.fromString("x-ms-meta-" + BlobUploads.EXECUTABLE);
  private static final int RANGE_BEHIND_THE_END = 416;

  private final HttpPipeline pipeline;
  private final String version;
  private final Function<String, URI> urls;
  private final BlobFailures failures;

  BlobReads(
      HttpPipeline pipeline, String version, Function<String, URI> urls, BlobFailures failures) {
    this.pipeline = pipeline;
    this.version = version;
    this.urls = urls;
    this.failures = failures;
  }

  /** Bytes that are asked for, from 0 on; {@link Long#MAX_VALUE} is any end. */
  record Range(long offset, long length) {
    static final Range ALL = new Range(0, Long.MAX_VALUE);

    private String header() {
      boolean open = length > Long.MAX_VALUE - offset;
      return "bytes=" + offset + "-" + (open ? "" : offset + length - 1);
    }
  }

  /**
   * An answer. Its body must be closed.
   *
   * @param length how many bytes the body has
   * @param size how many bytes the blob has
   */
  record Answer(InputStream body, long length, long size, String etag, boolean executable) {}

  /**
   * Returns the bytes of a range, as many as there are.
   *
   * @param etag the version that must still be there, if any will not do
   * @return empty if the range starts at the blob's end or behind
   * @throws java.nio.file.NoSuchFileException if there is no such blob
   */
  Optional<Answer> get(String blob, Range range, Optional<String> etag) throws IOException {
    HttpRequest request =
        new HttpRequest(HttpMethod.GET, urls.apply(blob).toURL())
            .setHeader(VERSION, version)
            // Without it the SDK signs the word null.
            .setHeader(HttpHeaderName.CONTENT_LENGTH, "0")
            // Or the client would unpack what somebody has packed.
            .setHeader(HttpHeaderName.ACCEPT_ENCODING, "identity");
    if (!range.equals(Range.ALL)) {
      request.setHeader(RANGE, range.header());
    }
    etag.ifPresent(version -> request.setHeader(HttpHeaderName.IF_MATCH, version));
    HttpResponse response =
        failures.call("read", blob, () -> pipeline.sendSync(request, Context.NONE));
    int status = response.getStatusCode();
    if (status == 200 || status == 206) {
      return Optional.of(answer(response));
    }
    response.close();
    if (status == RANGE_BEHIND_THE_END) {
      return Optional.empty();
    }
    throw failures.refused("read", blob, response);
  }

  private static Answer answer(HttpResponse response) {
    long length = Long.parseLong(header(response, HttpHeaderName.CONTENT_LENGTH));
    // Such as "bytes 0-9/100".
    String range = header(response, HttpHeaderName.CONTENT_RANGE);
    return new Answer(
        response.getBodyAsBinaryData().toStream(),
        length,
        range.isEmpty() ? length : Long.parseLong(range.substring(range.indexOf('/') + 1)),
        header(response, HttpHeaderName.ETAG),
        header(response, EXECUTABLE).equals("1"));
  }

  private static String header(HttpResponse response, HttpHeaderName name) {
    @Nullable String value = response.getHeaderValue(name);
    return value == null ? "" : value;
  }

  /** Opens a blob or a part of it; a stream that breaks off is gone on with. */
  InputStream open(String blob, Range range) throws IOException {
    if (range.length() == 0) {
      get(blob, Range.ALL, Optional.empty()).orElseThrow().body().close();
      return InputStream.nullInputStream();
    }
    Optional<Answer> answer = get(blob, range, Optional.empty());
    return answer.isPresent()
        ? new BlobStream(this, blob, range.offset(), answer.get())
        : InputStream.nullInputStream();
  }
}
