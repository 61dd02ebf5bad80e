package io.github.lighterman.testing.batch.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TicksTest {
  @ParameterizedTest
  @CsvSource({
    "2020-04-21T16:05:37.9594773Z,0x8D7E60DD50D4615",
    "2020-04-21T16:22:24.0374499Z,0x8D7E6102CB896E3",
    "2024-04-18T19:12:27.9903444Z,0x8DC5FDB7D07BCD4"
  })
  void etagIsTheTime(String time, String etag) {
    assertThat(Ticks.etag(Instant.parse(time))).isEqualTo(etag);
    assertThat(Ticks.text(Instant.parse(time))).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "2030-01-01T00:00:00.120Z,2030-01-01T00:00:00.12Z",
    "2030-01-01T00:00:00Z,2030-01-01T00:00:00Z",
    "2030-01-01T00:00:00.000000199Z,2030-01-01T00:00:00.0000001Z"
  })
  void timesHaveNoZerosAtTheEnd(String time, String text) {
    assertThat(Ticks.text(Instant.parse(time))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "P3Y6M4DT12H30M5S,P1279DT12H30M5S",
    "PT36H,P1DT12H",
    "PT0S,PT0S",
    "P0D,PT0S",
    "PT90.50S,PT1M30.5S",
    "P7D,P7D",
    "P10675199DT2H48M5.4775807S,P10675199DT2H48M5.4775807S"
  })
  void lengthsOfTimeAreBroughtIntoTheServicesForm(String text, String form) {
    assertThat(Ticks.text(Ticks.duration(text))).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PT", "1D", "P1W", "-P1D", "P1H", "P10675200D", "P99999999999999999999D"})
  void whatIsNoLengthOfTimeIsRefused(String text) {
    assertThatThrownBy(() -> Ticks.duration(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longestTimeIsWhatTheServiceCallsNoLimit() {
    assertThat(Ticks.text(Ticks.MAX)).isEqualTo("P10675199DT2H48M5.4775807S");
    assertThat(Ticks.duration("PT0.0000001S")).isEqualTo(Duration.ofNanos(100));
  }
}
