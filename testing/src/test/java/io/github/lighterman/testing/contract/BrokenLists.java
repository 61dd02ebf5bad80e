package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Areas that list something else than they should. */
final class BrokenLists {
  private BrokenLists() {}

  static final class Reversed extends ForwardingStagingArea {
    Reversed(StagingArea sound) {
      super(sound);
    }

    @Override
    public List<StagedFile> list(String prefix) throws IOException {
      List<StagedFile> files = new ArrayList<>(super.list(prefix));
      Collections.reverse(files);
      return files;
    }
  }

  static final class OnePage extends ForwardingStagingArea {
    OnePage(StagingArea sound) {
      super(sound);
    }

    @Override
    public List<StagedFile> list(String prefix) throws IOException {
      return super.list(prefix).stream().limit(1_000).toList();
    }
  }

  static final class ByDirectory extends ForwardingStagingArea {
    ByDirectory(StagingArea sound) {
      super(sound);
    }

    @Override
    public List<StagedFile> list(String prefix) throws IOException {
      return super.list(prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
    }
  }

  static final class ByPattern extends ForwardingStagingArea {
    ByPattern(StagingArea sound) {
      super(sound);
    }

    @Override
    public List<StagedFile> list(String prefix) throws IOException {
      Glob glob = Glob.of(prefix + "**");
      return super.list("").stream().filter(file -> glob.matches(file.path().value())).toList();
    }
  }

  static final class OldTimes extends ForwardingStagingArea {
    OldTimes(StagingArea sound) {
      super(sound);
    }

    @Override
    public List<StagedFile> list(String prefix) throws IOException {
      return super.list(prefix).stream()
          .map(file -> new StagedFile(file.path(), file.size(), Instant.EPOCH))
          .toList();
    }
  }
}
