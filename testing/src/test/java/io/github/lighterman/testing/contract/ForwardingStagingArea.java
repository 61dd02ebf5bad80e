package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Does all that another area does; a broken one overrides what it gets wrong. */
class ForwardingStagingArea implements StagingArea {
  final StagingArea sound;

  ForwardingStagingArea(StagingArea sound) {
    this.sound = sound;
  }

  @Override
  public void put(RelativePath path, Path source) throws IOException {
    sound.put(path, source);
  }

  @Override
  public void put(RelativePath path, InputStream source) throws IOException {
    sound.put(path, source);
  }

  @Override
  public void get(RelativePath path, Path target) throws IOException {
    sound.get(path, target);
  }

  @Override
  public InputStream open(RelativePath path) throws IOException {
    return sound.open(path);
  }

  @Override
  public List<StagedFile> list(String prefix) throws IOException {
    return sound.list(prefix);
  }

  @Override
  public boolean exists(RelativePath path) throws IOException {
    return sound.exists(path);
  }

  @Override
  public void delete(RelativePath path) throws IOException {
    sound.delete(path);
  }

  @Override
  public int deleteAll(String prefix) throws IOException {
    return sound.deleteAll(prefix);
  }

  @Override
  public URI location(RelativePath path) {
    return sound.location(path);
  }
}
