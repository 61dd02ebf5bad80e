package io.github.lighterman.azure;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** All that anybody logs, on any level that is on for us, until it's closed. */
final class LogRecords extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.github.lighterman.azure");
  private final Level shown = ours.getEffectiveLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private LogRecords() {}

  static LogRecords capture() {
    LogRecords records = new LogRecords();
    records.start();
    records.ours.setLevel(Level.TRACE);
    records.ours.setAdditive(false);
    records.ours.addAppender(records);
    records.root.addAppender(records);
    return records;
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
  }

  @Override
  public void close() {
    ours.detachAppender(this);
    root.detachAppender(this);
    ours.setAdditive(true);
    ours.setLevel(shown);
    stop();
  }
}
