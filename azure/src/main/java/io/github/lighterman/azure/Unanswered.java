package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says in words why a request got no answer. */
final class Unanswered {
  private Unanswered() {}

  /** Returns the words, or empty if it's none of the usual reasons. */
  static Optional<String> words(Throwable e, URI endpoint) {
    String place = place(endpoint);
    Optional<InetSocketAddress> proxy = proxy(endpoint);
    if (proxy.isPresent() && e instanceof UnknownHostException) {
      return Optional.of(
          "there is no proxy '"
              + proxy.get().getHostString()
              + "', by which "
              + place
              + " is to be reached; check the system property "
              + endpoint.getScheme()
              + ".proxyHost");
    }
    if (proxy.isPresent() && e instanceof ConnectException) {
      String name = proxy.get().getHostString() + ":" + proxy.get().getPort();
      return Optional.of(
          "the proxy "
              + name
              + ", by which "
              + place
              + " is to be reached, refuses connections or can't be reached itself");
    }
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

  /** Returns the proxy that OkHttp asks, which takes what the JVM says. */
  private static Optional<InetSocketAddress> proxy(URI endpoint) {
    ProxySelector selector = ProxySelector.getDefault();
    return (selector == null ? List.<Proxy>of() : selector.select(endpoint))
        .stream()
            .limit(1)
            .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
            .flatMap(proxy -> Stream.ofNullable((InetSocketAddress) proxy.address()))
            .findFirst();
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
