package io.github.lighterman.testing.blob;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The addresses from which a signature may be used. */
final class SourceRange {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private SourceRange() {}

  /** Checks an address against one address or a range such as {@code 10.0.0.1-10.0.0.9}. */
  static void check(String range, InetAddress from) {
    if (range.isEmpty()) {
      return;
    }
    int dash = range.indexOf('-');
    BigInteger first = number(dash < 0 ? range : range.substring(0, dash));
    BigInteger last = number(dash < 0 ? range : range.substring(dash + 1));
    BigInteger here = new BigInteger(1, from.getAddress());
    if (here.compareTo(first) < 0 || here.compareTo(last) > 0) {
      throw StorageError.AUTHORIZATION_SOURCE_IP_MISMATCH.exception(
          "The request comes from " + from.getHostAddress() + ".");
    }
  }

  private static BigInteger number(String address) {
    if (!IPV4.matcher(address).matches()) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "sip must be one or two IPv4 addresses, not '" + address + "'.");
    }
    try {
      return new BigInteger(1, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "sip holds '" + address + "', which is no address.");
    }
  }
}
