package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.StagingArea;
import io.github.lighterman.testing.InMemoryStagingArea;
import io.github.lighterman.testing.LeakCheck;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class InMemoryStagingAreaContractTest extends StagingAreaContract {
  private final InMemoryStagingArea memory = InMemoryStagingArea.create();

  @Override
  protected StagingArea open(String root) {
    return memory.area(root);
  }
}
