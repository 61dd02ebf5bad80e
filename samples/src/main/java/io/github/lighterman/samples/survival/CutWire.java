package io.github.lighterman.samples.survival;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a driver reaches its services through. It counts the driver's requests, and cuts the driver
 * off at one of them: before it reaches the service, or after it was carried out and before the
 * answer comes, with all its connections. Nodes take another way. Or it tears connections at seeded
 * requests, and each next one holds until that is torn, too. Safe for use by several threads.
 */
final class CutWire implements AutoCloseable {
  /** On which side of a request the wire is cut. */
  enum Side {
    BEFORE,
    AFTER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Point NEVER = new Point(Long.MAX_VALUE, Side.BEFORE);

  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final Set<Socket> drivers = ConcurrentHashMap.newKeySet();
  // All guarded by this.
  private Point point = NEVER;
  private long count;
  private int underWay;
  private boolean cut;
  private Tears tears = Tears.NONE;
  private @Nullable Message last;

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

  /** Mends the wire, counts from the start, and cuts it there. */
  synchronized void arm(Point where) {
    cut = false;
    count = 0;
    last = null;
    point = where;
  }

  /** Mends the wire, and does not cut it again. */
  synchronized void mend() {
    arm(NEVER);
  }

  /** Tears connections from now on. */
  synchronized void tear(Tears which) {
    tears = which;
  }

  private synchronized Tears.Tear nextTear() {
    return tears.next();
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

  /**
   * Waits, the wire being cut, until nothing is under way to a service that the driver has sent,
   * nor lies in a connection that was not taken up yet.
   */
  void awaitQuiet() throws IOException, InterruptedException {
    for (ServerSocket server : servers) {
      // Connections are taken up in turn, and this one is closed when those before it are.
      try (Socket last = new Socket(server.getInetAddress(), server.getLocalPort())) {
        var unused = last.getInputStream().read();
      } catch (SocketException e) {
        // It's closed, as it should be.
      }
    }
    synchronized (this) {
      while (underWay > 0) {
        wait();
      }
    }
  }

  /** Takes up a connection, unless the wire is cut. */
  private synchronized boolean admit(Socket client) {
    if (!cut) {
      drivers.add(client);
    }
    return !cut;
  }

  /** Takes a request. Returns its number, or 0 if it may not go on to the service. */
  private synchronized long take(Message request) {
    if (cut) {
      return 0;
    }
    count++;
    if (count == point.request()) {
      last = request;
      if (point.side() == Side.BEFORE) {
        cutNow();
        return 0;
      }
    }
    underWay++;
    return count;
  }

  /** Takes the end of a request of this number. Returns whether its answer may go back. */
  private synchronized boolean answered(long number) {
    underWay--;
    notifyAll();
    if (!cut && number == point.request()) {
      cutNow();
    }
    return !cut;
  }

  private void cutNow() {
    cut = true;
    drivers.forEach(CutWire::close);
    notifyAll();
  }

  /** Waits until the wire is cut, or this long, and tells whether it is. */
  synchronized boolean awaitCut(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !cut && left > 0; left = leftUntil(deadline)) {
      wait(left);
    }
    return cut;
  }

  private static long leftUntil(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
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
      if (admit(client)) {
        begin(() -> serve(client, service));
      } else {
        close(client);
      }
    }
  }

  private void serve(Socket client, URI service) throws IOException {
    try (client;
        Socket upstream = new Socket()) {
      upstream.setTcpNoDelay(true);
      upstream.connect(new InetSocketAddress(service.getHost(), service.getPort()));
      InputStream asked = new BufferedInputStream(client.getInputStream());
      InputStream answered = new BufferedInputStream(upstream.getInputStream());
      while (true) {
        Message request = Message.read(asked, "");
        if (!pass(request, client, upstream, answered)) {
          return;
        }
      }
    } finally {
      drivers.remove(client);
    }
  }

  private boolean pass(Message request, Socket client, Socket upstream, InputStream answers)
      throws IOException {
    long number = take(request);
    if (number == 0) {
      return false;
    }
    Tears.Tear tear = nextTear();
    Message answer;
    boolean goesBack = true;
    try {
      if (tear == Tears.Tear.BEFORE_REQUEST || tear == Tears.Tear.IN_REQUEST) {
        int most = tear == Tears.Tear.IN_REQUEST ? request.bytes().length / 2 : 0;
        upstream.getOutputStream().write(request.bytes(), 0, most);
        return false;
      }
      upstream.getOutputStream().write(request.bytes());
      upstream.getOutputStream().flush();
      answer = Message.read(answers, request.method());
    } finally {
      goesBack = answered(number);
    }
    if (!goesBack || tear == Tears.Tear.AFTER_REQUEST) {
      return false;
    }
    int length = tear == Tears.Tear.IN_ANSWER ? answer.bytes().length / 2 : answer.bytes().length;
    client.getOutputStream().write(answer.bytes(), 0, length);
    client.getOutputStream().flush();
    return tear == Tears.Tear.NOWHERE;
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
    drivers.forEach(CutWire::close);
  }
}
