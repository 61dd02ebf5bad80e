package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs. Its text never shows it. */
final class AccountKey {
  private static final String ALGORITHM = "HmacSHA256";

  private volatile byte[] key;

  private AccountKey(byte[] key) {
    this.key = key;
  }

  /** Reads a key from Base64. */
  static AccountKey of(String base64) {
    return new AccountKey(Base64.getDecoder().decode(base64));
  }

  /** Signs with another key from now on. */
  void replace(String base64) {
    key = Base64.getDecoder().decode(base64);
  }

  byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Returns the signature in Base64. */
  String sign(String text) {
    return Base64.getEncoder().encodeToString(hmac(text));
  }

  boolean hasSigned(String text, String signature) {
    return MessageDigest.isEqual(sign(text).getBytes(UTF_8), signature.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "AccountKey[hidden]";
  }
}
