package io.github.lighterman.testing.contract;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** All that is logged from when it's made until it's closed, by anybody. */
final class LogRecords extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final StringBuffer text = new StringBuffer();

  private LogRecords() {}

  static LogRecords capture() {
    LogRecords records = new LogRecords();
    records.start();
    root().addAppender(records);
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
  }

  @Override
  public void close() {
    root().detachAppender(this);
    stop();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
