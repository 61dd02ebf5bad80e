package io.github.lighterman.testing.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A checksum that requests and answers carry, as the service writes it: in Base64. */
interface Checksum {
  void add(byte[] bytes, int count);

  /** Returns the value in Base64; nothing may be added afterwards. */
  String value();

  static Checksum md5() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    return new Checksum() {
      @Override
      public void add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
      }

      @Override
      public String value() {
        return Base64.getEncoder().encodeToString(digest.digest());
      }
    };
  }

  static Checksum crc64() {
    return new Crc64();
  }
}
