package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.lighterman.staging.StagingArea;
import io.github.lighterman.testing.InMemoryStagingArea;
import io.github.lighterman.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Proves that the contract bites. */
@ExtendWith(LeakCheck.class)
class StagingAreaContractTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void faultIsCaughtByTheTestThatIsNamedAfterIt(StagingFault fault) {
    DiscoverySelector named =
        selectNestedMethod(List.of(BrokenContract.class), fault.topic(), fault.test());

    run(StagingFault.NONE, named).assertStatistics(stats -> stats.succeeded(1).failed(0));
    run(fault, named).assertStatistics(stats -> stats.failed(1));
  }

  @Test
  void soundAreaPassesEveryTestAndMissesNone() {
    run(StagingFault.NONE, selectClass(BrokenContract.class))
        .assertStatistics(stats -> stats.failed(0).aborted(0).skipped(0));
  }

  @Test
  void testForATraitThatAnAreaLacksIsSkippedAndSaysSo() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(TraitlessContract.class))
            .execute()
            .testEvents();

    assertThat(tests.failed().list()).isEmpty();
    assertThat(tests.aborted().list()).hasSize(5);
    tests
        .aborted()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("controlCharactersAreKept"),
                abortedWithReason(
                    message(
                        "Assumption failed: TraitlessContract declares that it lacks"
                            + " CONTROL_CHARACTERS, without which no store keeps names with"
                            + " control characters"))));
  }

  private static Events run(StagingFault fault, DiscoverySelector selector) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selector)
            .configurationParameter("fault", fault.name())
            .execute();
    return results.testEvents();
  }

  @ExtendWith(FaultResolver.class)
  static class BrokenContract extends StagingAreaContract {
    private final InMemoryStagingArea memory = InMemoryStagingArea.create();
    private final StagingFault fault;

    BrokenContract(StagingFault fault) {
      this.fault = fault;
    }

    @Override
    protected StagingArea open(String root) {
      return fault.on(memory.area(fault == StagingFault.HAS_ONE_ROOT_FOR_ALL ? "one" : root));
    }
  }

  static class TraitlessContract extends StagingAreaContract {
    private final InMemoryStagingArea memory = InMemoryStagingArea.create();

    @Override
    protected StagingArea open(String root) {
      return memory.area(root);
    }

    @Override
    protected boolean has(StagingTrait trait) {
      return false;
    }
  }

  /** Gives a contract the fault that the test asks for. */
  static final class FaultResolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == StagingFault.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return StagingFault.valueOf(context.getConfigurationParameter("fault").orElseThrow());
    }
  }
}
