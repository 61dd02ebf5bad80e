package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Areas that give back what they have, but not as they should. */
final class BrokenGets {
  private BrokenGets() {}

  static final class InPlace extends ForwardingStagingArea {
    InPlace(StagingArea sound) {
      super(sound);
    }

    @Override
    public void get(RelativePath path, Path target) throws IOException {
      try (InputStream in = open(path)) {
        Files.write(target, in.readAllBytes());
      }
    }
  }

  static final class WithoutParents extends ForwardingStagingArea {
    WithoutParents(StagingArea sound) {
      super(sound);
    }

    @Override
    public void get(RelativePath path, Path target) throws IOException {
      if (target.getParent() == null || !Files.exists(target.getParent())) {
        throw new NoSuchFileException(target.toString());
      }
      super.get(path, target);
    }
  }

  static final class EmptyingTheTarget extends ForwardingStagingArea {
    EmptyingTheTarget(StagingArea sound) {
      super(sound);
    }

    @Override
    public void get(RelativePath path, Path target) throws IOException {
      if (Files.isRegularFile(target)) {
        Files.write(target, new byte[0]);
      }
      super.get(path, target);
    }
  }

  static final class LeavingATemporaryFile extends ForwardingStagingArea {
    LeavingATemporaryFile(StagingArea sound) {
      super(sound);
    }

    @Override
    public void get(RelativePath path, Path target) throws IOException {
      Path temporary = target.resolveSibling(target.getFileName() + ".part");
      super.get(path, temporary);
      super.get(path, target);
    }
  }

  /** As {@code java.io} says it, which is no {@link NoSuchFileException}. */
  static final class WithoutWords extends ForwardingStagingArea {
    WithoutWords(StagingArea sound) {
      super(sound);
    }

    @Override
    public InputStream open(RelativePath path) throws IOException {
      if (!exists(path)) {
        throw new FileNotFoundException(path.value());
      }
      return super.open(path);
    }
  }
}
