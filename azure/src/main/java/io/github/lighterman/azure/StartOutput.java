package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start task that failed said last, asked once for each node. */
final class StartOutput {
  private static final Logger log = LoggerFactory.getLogger(StartOutput.class);
  private static final String FILE = "startup/stderr.txt";
  private static final int MOST = 500;

  private final BatchGateway gateway;
  private String node = "";
  private String text = "";

  StartOutput(BatchGateway gateway) {
    this.gateway = gateway;
  }

  /** Returns the end of what the first of these wrote to its standard error, as one line. */
  String of(String poolId, List<NodeView> broken) {
    if (broken.isEmpty() || broken.get(0).startFailure().isEmpty()) {
      return "";
    }
    String first = broken.get(0).id();
    if (!first.equals(node)) {
      node = first;
      text = read(poolId, first);
    }
    return text;
  }

  private String read(String poolId, String nodeId) {
    try (InputStream in = gateway.openNodeFile(poolId, nodeId, FILE)) {
      String all = new String(in.readAllBytes(), UTF_8).strip();
      String end = all.length() > MOST ? "…" + all.substring(all.length() - MOST) : all;
      return SignedUrls.redact(end.replaceAll("\\s*\\R\\s*", " | "));
    } catch (IOException e) {
      log.debug("What the start task of node {} said can't be read", nodeId, e);
      return "";
    }
  }
}
