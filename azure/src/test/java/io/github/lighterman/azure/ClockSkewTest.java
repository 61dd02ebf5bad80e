package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClockSkewTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "Sat, 28 Nov 2026 12:00:00 GMT | ''",
        "Sat, 28 Nov 2026 12:04:59 GMT | ''",
        "Sat, 28 Nov 2026 12:16:00 GMT | 16 minutes behind the service's",
        "Sat, 28 Nov 2026 11:00:00 GMT | 60 minutes ahead of the service's",
        "yesterday | ''",
        "none | ''"
      })
  void clockIsOffByMinutesOrNotAtAll(String date, String words) {
    String told = ClockSkew.words(date, Instant.parse("2026-11-28T12:00:00Z"));

    assertThat(told)
        .isEqualTo(words.isEmpty() ? "" : "this machine's clock is " + words + "; set it right");
  }
}
