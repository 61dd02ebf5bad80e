package io.github.lighterman.testing.contract;

import static io.github.lighterman.testing.contract.StagingPromises.bytes;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Areas that store what they are given, but not as they should. */
final class BrokenPuts {
  private BrokenPuts() {}

  static final class InPieces extends ForwardingStagingArea {
    InPieces(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      ByteArrayOutputStream sofar = new ByteArrayOutputStream();
      byte[] piece = new byte[8192];
      for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
        sofar.write(piece, 0, count);
        super.put(path, new ByteArrayInputStream(sofar.toByteArray()));
      }
    }
  }

  static final class DeletingFirst extends ForwardingStagingArea {
    DeletingFirst(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      delete(path);
      super.put(path, source);
    }
  }

  static final class SwallowingFailures extends ForwardingStagingArea {
    SwallowingFailures(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      ByteArrayOutputStream sofar = new ByteArrayOutputStream();
      try {
        source.transferTo(sofar);
      } finally {
        super.put(path, new ByteArrayInputStream(sofar.toByteArray()));
      }
    }
  }

  static final class KeepingTheFirst extends ForwardingStagingArea {
    KeepingTheFirst(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      if (!exists(path)) {
        super.put(path, source);
      }
    }
  }

  static final class ReadingOnce extends ForwardingStagingArea {
    ReadingOnce(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      byte[] all = new byte[1 << 20];
      int count = source.read(all);
      super.put(path, new ByteArrayInputStream(all, 0, Math.max(0, count)));
    }
  }

  static final class ClosingTheSource extends ForwardingStagingArea {
    ClosingTheSource(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      try (source) {
        super.put(path, source);
      }
    }
  }

  static final class MovingTheSource extends ForwardingStagingArea {
    MovingTheSource(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, Path source) throws IOException {
      super.put(path, source);
      Files.delete(source);
    }
  }

  static final class ForgettingTheExecutableBit extends ForwardingStagingArea {
    ForgettingTheExecutableBit(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, Path source) throws IOException {
      super.put(path, source);
      super.put(path, new ByteArrayInputStream(bytes(sound, path.value())));
    }
  }

  static final class ConfinedToAThread extends ForwardingStagingArea {
    private final Thread owner = Thread.currentThread();

    ConfinedToAThread(StagingArea sound) {
      super(sound);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      if (!owner.equals(Thread.currentThread())) {
        throw new IOException("connection belongs to " + owner.getName());
      }
      super.put(path, source);
    }
  }
}
