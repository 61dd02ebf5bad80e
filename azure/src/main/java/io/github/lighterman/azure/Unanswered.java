package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says in words why a request got no answer. */
final class Unanswered {
  private Unanswered() {}

  /** Returns the words, or empty if it's none of the usual reasons. */
  static Optional<String> words(Throwable e, URI endpoint) {
    String place = place(endpoint);
    if (e instanceof UnknownHostException) {
      return Optional.of(
          "there is no host '"
              + endpoint.getHost()
              + "'; check account and region in the endpoint, and the network");
    }
    if (e instanceof ConnectException) {
      return Optional.of(place + " refuses connections or can't be reached");
    }
    if (e instanceof SocketTimeoutException) {
      return Optional.of(place + " didn't answer in time");
    }
    if (e instanceof SSLException) {
      return Optional.of("no TLS connection with " + place + ": " + e.getMessage());
    }
    if (e instanceof InterruptedIOException || e instanceof InterruptedException) {
      return Optional.of("the thread was interrupted");
    }
    return Optional.empty();
  }

  /** Tells whether the server can't prove who it is, which no other try changes. */
  static boolean isForGood(Throwable e) {
    return e instanceof SSLPeerUnverifiedException
        || (e instanceof SSLException && e.getCause() instanceof CertificateException);
  }

  static String place(URI endpoint) {
    int port = endpoint.getPort();
    return endpoint.getHost() + (port < 0 ? "" : ":" + port);
  }

  /** Tells whether a failure, or what led to it, is of a kind that no other try changes. */
  static boolean isForGoodBelow(IOException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (isForGood(at)) {
        return true;
      }
    }
    return false;
  }
}
