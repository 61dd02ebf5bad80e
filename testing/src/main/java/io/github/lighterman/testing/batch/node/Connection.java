package io.github.lighterman.testing.batch.node;

import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.1 request and its answer, on a connection of their own. The JDK's newer client keeps a
 * thread until it's collected, its older one can't be broken off while it waits, and both change
 * headers; a node needs none of what else they can do.
 */
final class Connection implements Closeable {
  private static final int CONNECT_MILLIS = 30_000;
  private static final int READ_MILLIS = 60_000;

  private final Socket socket;
  private final StopSignal.Registration registration;

  private Connection(Socket socket, StopSignal.Registration registration) {
    this.socket = socket;
    this.registration = registration;
  }

  /**
   * Connects. Once {@code stop} is stopped, this and all that waits for an answer fails.
   *
   * @throws IllegalArgumentException if the address isn't one of HTTP
   */
  static Connection open(URI uri, StopSignal stop) throws IOException {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "only URLs that start with http:// or https:// and a host can be used");
    }
    Socket socket = new Socket();
    StopSignal.Registration registration = stop.onStop(() -> abort(socket));
    try {
      int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
      socket.connect(new InetSocketAddress(uri.getHost(), port), CONNECT_MILLIS);
      socket.setSoTimeout(READ_MILLIS);
      return new Connection(secure ? secured(socket, uri.getHost(), port) : socket, registration);
    } catch (IOException | RuntimeException e) {
      registration.withdraw();
      abort(socket);
      throw e;
    }
  }

  /** Sends a request, with a file as its body if there is one, and returns the answer's head. */
  Reply send(String method, URI uri, List<Map.Entry<String, String>> headers, Optional<Path> body)
      throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream());
    // Said once: a file that grows meanwhile is sent as it was.
    long length = body.isPresent() ? Files.size(body.get()) : 0;
    String size = body.isPresent() ? "Content-Length: " + length + "\r\n" : "";
    out.write((head(method, uri, headers) + size + "\r\n").getBytes(StandardCharsets.UTF_8));
    InputStream in = new BufferedInputStream(socket.getInputStream());
    try {
      if (body.isPresent()) {
        copy(body.get(), length, out);
      }
      out.flush();
    } catch (IOException e) {
      return early(in, e);
    }
    return Reply.read(in);
  }

  private static void copy(Path file, long length, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (ByteStreams.limit(in, length).transferTo(out) < length) {
        throw new IOException(file + " was shortened while it was sent");
      }
    }
  }

  /** Reads the answer of a server that refused a request before it had read all of it. */
  private static Reply early(InputStream in, IOException broken) throws IOException {
    try {
      return Reply.read(in);
    } catch (IOException e) {
      broken.addSuppressed(e);
      throw broken;
    }
  }

  private static String head(String method, URI uri, List<Map.Entry<String, String>> headers) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    int port = uri.getPort();
    head.append("Host: ").append(uri.getHost()).append(port < 0 ? "" : ":" + port).append("\r\n");
    head.append("Connection: close\r\n");
    for (Map.Entry<String, String> header : headers) {
      String line = header.getKey() + ": " + header.getValue();
      if (line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
        throw new IllegalArgumentException(
            "header '" + header.getKey() + "' holds a control character");
      }
      head.append(line).append("\r\n");
    }
    return head.toString();
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket secured =
        (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** Returns whom this JVM trusts by now. */
  private static SSLContext context() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this JVM can't speak TLS", e);
    }
  }

  private static void abort(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It's of no more use, which is what was wanted.
    }
  }

  @Override
  public void close() {
    registration.withdraw();
    abort(socket);
  }
}
