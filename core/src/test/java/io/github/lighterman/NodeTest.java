package io.github.lighterman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
  private static final Node NODE = new Node("n", Optional.empty(), Node.Lease.SPOT);

  @Test
  void shareIsEmptyUntilSomebodyKnowsIt() {
    assertThat(NODE.share()).isEmpty();
    assertThat(NODE.withShare(1).share()).hasValue(1);
    assertThat(NODE.withShare(0.25).lease()).isEqualTo(Node.Lease.SPOT);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
  void shareOutsideItsRangeIsRefusedByName(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NODE.withShare(share))
        .withMessageContaining("share of node n")
        .withMessageContaining("more than 0");
  }
}
