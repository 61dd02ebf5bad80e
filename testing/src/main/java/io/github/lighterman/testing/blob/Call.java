package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.Upload;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** A request of which it's known what it wants and what it may. */
record Call(
    Route route, Target target, Query query, HttpRequest request, Upload upload, Grant grant) {
  static final long LARGEST_BLOB = 5_000L * 1024 * 1024;
  static final long LARGEST_BLOCK = 4_000L * 1024 * 1024;
  static final long LARGEST_APPEND = 100L * 1024 * 1024;
  static final long LARGEST_TEXT = 8L * 1024 * 1024;

  Optional<String> header(String name) {
    return request.header(name).filter(value -> !value.isEmpty());
  }

  String requiredHeader(String name) {
    return header(name)
        .orElseThrow(
            () -> StorageError.MISSING_REQUIRED_HEADER.exception("The header is " + name + "."));
  }

  /** Returns a header that is a number from 0 on. */
  Optional<Long> number(String name) {
    try {
      return header(name).map(Long::parseUnsignedLong);
    } catch (NumberFormatException e) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          name + " must be a number, not '" + header(name).orElse("") + "'.");
    }
  }

  Conditions conditions() {
    return Conditions.of(request);
  }

  /** Reads the body, and checks it against the checksums that came along. */
  Bytes body(long limit) throws IOException {
    Bytes body = Bytes.read(upload.body(), limit);
    if (body.length() > limit) {
      throw StorageError.REQUEST_BODY_TOO_LARGE.exception("The limit is " + limit + " bytes.");
    }
    Optional<String> md5 = header(BlobHeaders.MD5);
    if (md5.isPresent()) {
      checkMd5(BlobHeaders.MD5, md5.get(), body);
    }
    Optional<String> crc64 = header("x-ms-content-crc64");
    if (crc64.isPresent() && !body.addTo(Checksum.crc64()).value().equals(crc64.get())) {
      throw StorageError.CRC64_MISMATCH.exception();
    }
    return body;
  }

  /** Echoes the checksum that came along, which has been checked. */
  Answer withChecksum(Answer answer) {
    header(BlobHeaders.MD5).ifPresent(value -> answer.header(BlobHeaders.MD5, value));
    header("x-ms-content-crc64").ifPresent(value -> answer.header("x-ms-content-crc64", value));
    return answer;
  }

  static void checkMd5(String name, String expected, Bytes content) {
    requireMd5(name, expected);
    String actual = content.addTo(Checksum.md5()).value();
    if (!actual.equals(expected)) {
      throw StorageError.MD5_MISMATCH.exception("It is " + actual + ", not " + expected + ".");
    }
  }

  static void requireMd5(String name, String value) {
    boolean legal;
    try {
      legal = Base64.getDecoder().decode(value).length == 16;
    } catch (IllegalArgumentException e) {
      legal = false;
    }
    if (!legal) {
      throw StorageError.INVALID_MD5.exception(name + " is '" + value + "'.");
    }
  }
}
