package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A plain HTTP/1.1 server for fakes. It listens on the loopback address unless told otherwise,
 * keeps connections open between requests, passes paths and queries on as they were sent, and keeps
 * the case of header names both ways.
 *
 * <p>Safe for use by several threads. After {@link #close} no thread of it is left and its port is
 * free; requests that are being handled then are cut off.
 */
public final class LoopbackServer implements AutoCloseable {
  private final Server server;
  private final URI uri;

  private LoopbackServer(Server server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /** Returns a builder of a server on a free port of the loopback address. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns where it listens, such as {@code http://127.0.0.1:40321}; no slash at the end. */
  public URI uri() {
    return uri;
  }

  /** Returns the port on which it listens. */
  public int port() {
    return uri.getPort();
  }

  /** Stops it. Doing so again does nothing. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server on " + uri + " didn't stop", e);
    }
  }

  @Override
  public String toString() {
    return "LoopbackServer[" + uri + "]";
  }

  /** Says how a server is to be. Not safe for use by several threads. */
  public static final class Builder {
    private static final int THREADS = 64;
    private static final int HEADER_BYTES = 64 * 1024;

    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private int maxBodyBytes = 64 * 1024 * 1024;
    private String name = "lighterman-http";

    private Builder() {}

    /** Listens on this address; without, on the loopback address, which no other machine sees. */
    public Builder address(InetAddress value) {
      this.address = requireNonNull(value, "value");
      return this;
    }

    /** Listens on this port, from 1 to 65535; 0, the default, takes any free one. */
    public Builder port(int value) {
      if (value < 0 || value > 65535) {
        throw new IllegalArgumentException("port must be from 0 to 65535, not " + value);
      }
      this.port = value;
      return this;
    }

    /** Takes bodies up to this many bytes, 0 or more; 64 MiB without. Larger ones are dropped. */
    public Builder maxBodyBytes(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("maxBodyBytes must be 0 or more, not " + value);
      }
      this.maxBodyBytes = value;
      return this;
    }

    /** Names the server's threads. */
    public Builder name(String value) {
      this.name = requireNonNull(value, "value");
      return this;
    }

    /**
     * Starts the server.
     *
     * @throws UncheckedIOException if it can't listen there
     */
    public LoopbackServer start(HttpHandler handler) {
      return startStreaming(new WholeBodies(requireNonNull(handler, "handler"), maxBodyBytes));
    }

    /**
     * Starts a server whose handler reads bodies as they come; {@link #maxBodyBytes} doesn't bind.
     *
     * @throws UncheckedIOException if it can't listen there
     */
    public LoopbackServer startStreaming(StreamingHandler handler) {
      QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
      threads.setName(name);
      threads.setDaemon(true);
      Server server = new Server(threads);
      ServerConnector connector =
          new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
      connector.setHost(address.getHostAddress());
      connector.setPort(port);
      server.addConnector(connector);
      server.setErrorHandler(new ClosingErrors());
      server.setHandler(new ExchangeHandler(requireNonNull(handler, "handler")));
      server.setStopTimeout(0);
      return started(server, connector);
    }

    private LoopbackServer started(Server server, ServerConnector connector) {
      try {
        server.start();
      } catch (Exception e) {
        try {
          server.stop();
        } catch (Exception alsoFailed) {
          e.addSuppressed(alsoFailed);
        }
        throw new UncheckedIOException(
            "can't listen on " + address.getHostAddress() + ", port " + port,
            e instanceof IOException io ? io : new IOException(e));
      }
      String host = address.getHostAddress();
      String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
      return new LoopbackServer(
          server, URI.create("http://" + literal + ":" + connector.getLocalPort()));
    }

    private static HttpConfiguration configuration() {
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setSendServerVersion(false);
      configuration.setHeaderCacheCaseSensitive(true);
      configuration.setRequestHeaderSize(HEADER_BYTES);
      configuration.setResponseHeaderSize(HEADER_BYTES);
      // Names of files stand in paths with %2F, %25 and all; whoever handles them judges them.
      configuration.setUriCompliance(UriCompliance.UNSAFE);
      configuration.setHttpCompliance(HttpCompliance.RFC7230_LEGACY);
      return configuration;
    }
  }
}
