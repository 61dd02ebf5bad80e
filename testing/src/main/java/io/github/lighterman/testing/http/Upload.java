package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.net.InetAddress;

/**
 * The body of a request, still to be read.
 *
 * @param body the body; empty if there is none
 * @param from the address that sends it
 */
public record Upload(InputStream body, InetAddress from) {
  /** Checks that nothing is missing. */
  public Upload {
    requireNonNull(body, "body");
    requireNonNull(from, "from");
  }
}
