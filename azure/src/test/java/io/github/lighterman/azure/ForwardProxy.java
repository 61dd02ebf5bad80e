package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy for plain requests. Whoever comes through it has a connection for each server, as
 * OkHttp does. Keeps the names of the servers that were asked for.
 */
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final List<String> servers = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  private ForwardProxy(ServerSocket socket) {
    this.socket = socket;
  }

  static ForwardProxy start() throws IOException {
    ForwardProxy proxy = new ForwardProxy(new ServerSocket(0, 50, loopback()));
    proxy.begin(proxy::accept);
    return proxy;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Returns host and port of the server of each connection. */
  List<String> servers() {
    return List.copyOf(servers);
  }

  /** Something that ends when a socket is closed. */
  private interface Work {
    void run() throws IOException;
  }

  private void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // It's closed, or one of both has gone.
              }
            },
            "forward-proxy");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      open.add(client);
      begin(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      byte[] line = line(client.getInputStream());
      URI asked = URI.create(new String(line, US_ASCII).split(" ", -1)[1]);
      servers.add(asked.getAuthority());
      try (Socket server = new Socket()) {
        open.add(server);
        server.connect(new InetSocketAddress(asked.getHost(), asked.getPort()));
        server.getOutputStream().write(line);
        begin(() -> pass(server, client));
        pass(client, server);
      }
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next;
    do {
      next = in.read();
      if (next < 0) {
        throw new IOException("the client has gone");
      }
      line.write(next);
    } while (next != '\n');
    return line.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : open) {
      each.close();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
