package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Every {@link Defect} is found out by the test that it names. */
class ContractBitesTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void defectIsFoundByItsTest(Defect defect) throws Exception {
    Class<?> topic = Class.forName(WorkflowExecutorContract.class.getName() + "$" + defect.topic());

    Events tests =
        run(
            defect,
            selectNestedMethod(List.of(BrokenExecutorContract.class), topic, defect.test()));

    assertThat(names(tests.failed())).containsExactly(defect.test());
  }

  @Test
  void wrapperWithoutADefectPassesTheWholeContract() {
    Events tests = run(Defect.NONE, selectClass(BrokenExecutorContract.class));

    assertThat(names(tests.failed())).isEmpty();
    assertThat(tests.succeeded().count()).isGreaterThan(200);
  }

  private static Events run(Defect defect, DiscoverySelector selector) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(BrokenExecutorContract.DEFECT, defect.name())
        .selectors(selector)
        .execute()
        .testEvents();
  }

  private static Stream<String> names(Events events) {
    return events.stream()
        .map(Event::getTestDescriptor)
        .flatMap(test -> test.getSource().stream())
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getMethodName());
  }
}
