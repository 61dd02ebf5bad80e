package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Areas that call files something else than they should. */
final class BrokenNames {
  private BrokenNames() {}

  private static class Renaming extends ForwardingStagingArea {
    private final UnaryOperator<String> name;

    Renaming(StagingArea sound, UnaryOperator<String> name) {
      super(sound);
      this.name = name;
    }

    @Override
    public void put(RelativePath path, Path source) throws IOException {
      super.put(renamed(path), source);
    }

    @Override
    public void put(RelativePath path, InputStream source) throws IOException {
      super.put(renamed(path), source);
    }

    @Override
    public void get(RelativePath path, Path target) throws IOException {
      super.get(renamed(path), target);
    }

    @Override
    public InputStream open(RelativePath path) throws IOException {
      return super.open(renamed(path));
    }

    @Override
    public boolean exists(RelativePath path) throws IOException {
      return super.exists(renamed(path));
    }

    @Override
    public void delete(RelativePath path) throws IOException {
      super.delete(renamed(path));
    }

    private RelativePath renamed(RelativePath path) {
      return RelativePath.of(name.apply(path.value()));
    }
  }

  static final class Trimmed extends Renaming {
    Trimmed(StagingArea sound) {
      super(sound, name -> name.isBlank() ? name : name.strip());
    }
  }

  static final class LowerCase extends Renaming {
    LowerCase(StagingArea sound) {
      super(sound, name -> name.toLowerCase(Locale.ROOT));
    }
  }

  static final class LocatedByLastSegment extends ForwardingStagingArea {
    LocatedByLastSegment(StagingArea sound) {
      super(sound);
    }

    @Override
    public URI location(RelativePath path) {
      String name = path.value();
      return super.location(RelativePath.of(name.substring(name.lastIndexOf('/') + 1)));
    }
  }
}
