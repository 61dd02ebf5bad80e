package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.DirectoryStagingArea;
import io.github.lighterman.staging.StagingArea;
import io.github.lighterman.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class DirectoryStagingAreaContractTest extends StagingAreaContract {
  @TempDir private Path store;

  @Override
  protected StagingArea open(String root) {
    return DirectoryStagingArea.of(store.resolve(root));
  }

  /** A file system has either a file or a directory under one name. */
  @Override
  protected boolean has(StagingTrait trait) {
    return trait != StagingTrait.FILE_BESIDE_LONGER_PATHS;
  }
}
