package io.github.lighterman.samples.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurvivalTest {
  @Test
  void driversThatAreCutOffFromAzureLeaveAllToTheNext() throws Exception {
    SurvivalTable table = Survival.run("cut=3");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isPositive();
  }

  @Test
  @Tag("whole")
  void driverOnAzureThatIsKilledLeavesAllToTheNext() throws Exception {
    assertThat(Survival.run("kill=1").bad()).isEmpty();
  }

  @Test
  void driversOnThisMachineThatAreKilledLeaveAllToTheNext() throws Exception {
    SurvivalTable table = Survival.run("local=2");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isPositive();
  }

  @Test
  void driversOnThisMachineThatEndAtAChangeOfAFileLeaveAllToTheNext() throws Exception {
    SurvivalTable table = Survival.run("files=2");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isPositive();
  }

  @Test
  void jobsComeThroughStormsOfFaults() throws Exception {
    SurvivalTable table = Survival.run("storms=1");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isEqualTo(8);
  }

  @Test
  void jobsComeThroughTroubleWithPoolsAndNodes() throws Exception {
    SurvivalTable table = Survival.run("lanes=2", "nodes=4");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isEqualTo(32);
  }

  @Test
  void jobsComeThroughConnectionsThatAreTorn() throws Exception {
    SurvivalTable table = Survival.run("torn=1");

    assertThat(table.bad()).isEmpty();
    assertThat(table.runs()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"floods=1", "storms", "storms=", "storms=few", "storms=-1"})
  void argumentThatIsNoneIsRefusedWithThoseThatAre(String argument) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Survival.run(argument))
        .withMessageContaining("'" + argument + "'")
        .withMessageContaining("cut=100");
  }

  @Test
  void tableAddsUpByFaultAndPlaceAndKeepsWhatIsBad() {
    SurvivalTable table = new SurvivalTable();
    Outcome good = outcome("here", List.of(), Duration.ofSeconds(1));
    Outcome bad = outcome("here", List.of("a job"), Duration.ofSeconds(3));
    table.add(good);
    table.add(bad);
    table.add(outcome("there", List.of(), Duration.ofSeconds(2)));

    assertThat(table.bad()).containsExactly(bad);
    assertThat(table.text().lines())
        .anyMatch(line -> line.matches("crash +here +2 +100 +99 +0 +1 +0 +3.0 s"))
        .anyMatch(line -> line.matches("crash +there +1 +50 +50 +0 +0 +0 +2.0 s"))
        .anyMatch(line -> line.matches("all +3 +150 +149 +0 +1 +0 +3.0 s"));
  }

  private static Outcome outcome(String place, List<String> lost, Duration recovery) {
    return new Outcome("crash", place, 50, List.of(), lost, List.of(), recovery);
  }
}
