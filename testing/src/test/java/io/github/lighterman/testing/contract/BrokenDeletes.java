package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Areas that delete something else than they should. */
final class BrokenDeletes {
  private BrokenDeletes() {}

  static final class Strict extends ForwardingStagingArea {
    Strict(StagingArea sound) {
      super(sound);
    }

    @Override
    public void delete(RelativePath path) throws IOException {
      if (!exists(path)) {
        throw new NoSuchFileException(path.value());
      }
      super.delete(path);
    }
  }

  static final class ByPrefix extends ForwardingStagingArea {
    ByPrefix(StagingArea sound) {
      super(sound);
    }

    @Override
    public void delete(RelativePath path) throws IOException {
      int unused = deleteAll(path.value());
    }
  }

  static final class Uncounted extends ForwardingStagingArea {
    Uncounted(StagingArea sound) {
      super(sound);
    }

    @Override
    public int deleteAll(String prefix) throws IOException {
      int unused = super.deleteAll(prefix);
      return 0;
    }
  }
}
