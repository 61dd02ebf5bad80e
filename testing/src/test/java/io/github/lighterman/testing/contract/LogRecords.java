package io.github.lighterman.testing.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * All that we log, on any level, from when it's made until it's closed. What would be seen without
 * it is seen with it, and nothing else.
 */
final class LogRecords extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  @SuppressWarnings("JdkObsolete") // Several threads append.
  private final StringBuffer text = new StringBuffer();

  private final Logger ours = logger("io.github.lighterman");
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final @Nullable Level levelBefore = ours.getLevel();
  private final Level shown = ours.getEffectiveLevel();

  private LogRecords() {}

  static LogRecords capture() {
    LogRecords records = new LogRecords();
    records.start();
    records.ours.setLevel(Level.TRACE);
    records.ours.setAdditive(false);
    records.ours.addAppender(records);
    return records;
  }

  String text() {
    return text.toString();
  }

  @Override
  protected void append(ILoggingEvent event) {
    text.append(event.getFormattedMessage()).append('\n');
    if (event.getThrowableProxy() != null) {
      text.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
    }
    if (event.getLevel().isGreaterOrEqual(shown)) {
      root.callAppenders(event);
    }
  }

  @Override
  public void close() {
    ours.detachAppender(this);
    ours.setAdditive(true);
    ours.setLevel(levelBefore);
    stop();
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
