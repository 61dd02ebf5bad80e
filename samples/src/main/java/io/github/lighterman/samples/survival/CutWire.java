package io.github.lighterman.samples.survival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a driver reaches its services through. It counts the driver's requests, and cuts the driver
 * off at one of them: before it reaches the service, or after it was carried out and before the
 * answer comes. What nodes ask for goes through all the same. Safe for use by several threads.
 */
final class CutWire implements AutoCloseable {
  /** On which side of a request the wire is cut. */
  enum Side {
    BEFORE,
    AFTER
  }

  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final Set<Socket> driver = ConcurrentHashMap.newKeySet();
  private final Set<Socket> all = ConcurrentHashMap.newKeySet();
  // All guarded by this.
  private long cutAt = Long.MAX_VALUE;
  private Side side = Side.BEFORE;
  private long count;
  private int underWay;
  private boolean cut;
  private @Nullable Message last;
  private Runnable whenCut = () -> {};

  /** Returns an address under which what is at this one is reached. */
  URI to(URI service) throws IOException {
    ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    servers.add(server);
    begin(() -> accept(server, service));
    return URI.create(
        "http://127.0.0.1:"
            + server.getLocalPort()
            + Optional.ofNullable(service.getRawPath()).orElse(""));
  }

  /**
   * Mends the wire, counts from the start, and cuts it at this request from 1.
   *
   * @param action what is to be done at that moment
   */
  synchronized void arm(long request, Side where, Runnable action) {
    cut = false;
    count = 0;
    last = null;
    cutAt = request;
    side = where;
    whenCut = action;
  }

  /** Mends the wire, and does not cut it again. */
  synchronized void mend() {
    arm(Long.MAX_VALUE, Side.BEFORE, () -> {});
  }

  synchronized boolean isCut() {
    return cut;
  }

  /** Returns how many requests the driver has made. */
  synchronized long count() {
    return count;
  }

  /** Returns which request it was that the wire was cut at. */
  synchronized Optional<String> place() {
    return Optional.ofNullable(last).map(Message::place);
  }

  /** Waits until no request is under way to a service that the driver has made. */
  synchronized void awaitQuiet() throws InterruptedException {
    while (underWay > 0) {
      wait();
    }
  }

  /** Takes a request. Returns whether it may go on to the service. */
  private synchronized boolean take(Message request) {
    if (cut) {
      return false;
    }
    count++;
    if (count == cutAt) {
      last = request;
      if (side == Side.BEFORE) {
        cutNow();
        return false;
      }
    }
    underWay++;
    return true;
  }

  /** Takes the end of a request. Returns whether its answer may go back. */
  private synchronized boolean answered(Message request) {
    underWay--;
    notifyAll();
    if (!cut && request == last) {
      cutNow();
    }
    return !cut;
  }

  private void cutNow() {
    cut = true;
    whenCut.run();
    driver.forEach(CutWire::close);
    notifyAll();
  }

  /** Waits until the wire is cut, or this long. */
  synchronized boolean awaitCut(long millis) throws InterruptedException {
    if (!cut) {
      wait(millis);
    }
    return cut;
  }

  /** Something that ends when a socket is closed. */
  private interface Work {
    void run() throws IOException;
  }

  private static void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // It's closed, or one of both has gone.
              }
            },
            "survival-wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket server, URI service) throws IOException {
    while (true) {
      Socket client = server.accept();
      client.setTcpNoDelay(true);
      all.add(client);
      begin(() -> serve(client, service));
    }
  }

  private void serve(Socket client, URI service) throws IOException {
    try (client;
        Socket upstream = new Socket()) {
      upstream.setTcpNoDelay(true);
      upstream.connect(new InetSocketAddress(service.getHost(), service.getPort()));
      all.add(upstream);
      while (true) {
        Message request = Message.read(client.getInputStream(), "");
        if (!pass(request, client, upstream)) {
          return;
        }
      }
    } finally {
      driver.remove(client);
      all.remove(client);
    }
  }

  private boolean pass(Message request, Socket client, Socket upstream) throws IOException {
    boolean ours = request.isOfDriver();
    if (ours) {
      driver.add(client);
      if (!take(request)) {
        return false;
      }
    }
    Message answer;
    boolean goesBack = true;
    try {
      upstream.getOutputStream().write(request.bytes());
      upstream.getOutputStream().flush();
      answer = Message.read(upstream.getInputStream(), request.method());
    } finally {
      goesBack = !ours || answered(request);
    }
    if (!goesBack) {
      return false;
    }
    client.getOutputStream().write(answer.bytes());
    client.getOutputStream().flush();
    return true;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It's gone all the same.
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket server : servers) {
      server.close();
    }
    all.forEach(CutWire::close);
  }
}
