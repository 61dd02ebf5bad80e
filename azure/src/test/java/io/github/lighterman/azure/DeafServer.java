package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Gives every request without a body the same answer without one, with these headers alone. */
final class DeafServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Thread thread;

  private DeafServer(ServerSocket socket, byte[] answer) {
    this.socket = socket;
    this.thread = new Thread(() -> serve(answer), "deaf-server");
    thread.setDaemon(true);
    thread.start();
  }

  static DeafServer start(String... head) throws IOException {
    String answer =
        String.join("\r\n", head) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    return new DeafServer(
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer.getBytes(ISO_8859_1));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void serve(byte[] answer) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        client.getOutputStream().write(answer);
      } catch (IOException e) {
        // It's closed, or the client has gone.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
