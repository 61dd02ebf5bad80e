package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;

/** Sends requests as they're written, and shows answers as they come. */
final class Wire {
  private Wire() {}

  /** An answer: its head with all header names as sent, and its body. */
  record Reply(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    String header(String exactName) {
      return head.lines()
          .filter(line -> line.startsWith(exactName + ": "))
          .map(line -> line.substring(exactName.length() + 2))
          .findFirst()
          .orElse("absent");
    }
  }

  /** Sends one request; headers are lines such as {@code "x-ms-version: 2023-11-03"}. */
  static Reply send(URI uri, String method, String body, String... headers) throws IOException {
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return sendTo(uri.getPort(), target, method, body, headers);
  }

  /** Sends one request for what may be no legal URI. */
  static Reply sendTo(int port, String target, String method, String body, String... headers)
      throws IOException {
    byte[] content = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
    head.append(port).append("\r\nConnection: close\r\nContent-Length: ");
    head.append(content.length).append("\r\n");
    Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((head + "\r\n").getBytes(ISO_8859_1));
      socket.getOutputStream().write(content);
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IOException("no whole answer: '" + answer + "'");
      }
      return new Reply(answer.substring(0, end), answer.substring(end + 4));
    }
  }
}
