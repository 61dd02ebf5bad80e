package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign that a driver has a run: a blob that it rewrites again and again. Whoever wants the run
 * looks whether the blob changes for as long as the lease, so that no two clocks need to agree.
 * Safe for use by several threads.
 */
final class DriverLease {
  private static final Logger log = LoggerFactory.getLogger(DriverLease.class);
  private static final byte[] FREE = "{\"driver\":null}\n".getBytes(UTF_8);
  private static final int LOOKS = 10;

  private final BlobContainer container;
  private final String blob;
  private final Duration lease;
  private final String driver = UUID.randomUUID().toString();
  // Guarded by this; null when it's not ours, or not any more.
  private @Nullable String etag;
  private long beats;
  private long renewed;
  private volatile @Nullable IOException denial;

  private DriverLease(BlobContainer container, String blob, Duration lease) {
    this.container = container;
    this.blob = blob;
    this.lease = lease;
  }

  /**
   * Takes a run that is just to be made, or whose driver has let go of it or has not been heard of
   * for as long as the lease, which is waited for.
   *
   * @throws RunInUseException if its driver is there
   */
  static DriverLease take(BlobContainer container, RunLayout layout, Duration lease)
      throws IOException {
    Optional<Versioned> found = container.read(layout.driver());
    if (found.isPresent() && !isFree(found.get().bytes())) {
      DriverLease mine = new DriverLease(container, layout.driver(), lease);
      mine.watch(found.get().etag(), layout.run());
    }
    return seize(container, layout, lease, found);
  }

  /**
   * Takes a run from a driver that is known to have gone.
   *
   * @param last its last sign, if it has left one
   * @throws RunInUseException if there is another sign by now
   */
  static DriverLease seize(
      BlobContainer container, RunLayout layout, Duration lease, Optional<Versioned> last)
      throws IOException {
    DriverLease mine = new DriverLease(container, layout.driver(), lease);
    Optional<String> etag =
        last.isEmpty()
            ? container.create(mine.blob, mine.sign())
            : container.replace(mine.blob, mine.sign(), last.get().etag());
    mine.holds(etag, layout.run());
    return mine;
  }

  /** Tells whether a sign says that the run has no driver. */
  static boolean isFree(byte[] sign) {
    return Arrays.equals(sign, FREE);
  }

  /** Says once more that the driver is there. Returns false if the run is another one's by now. */
  boolean renew() {
    String old;
    synchronized (this) {
      if (etag == null) {
        return true;
      }
      old = etag;
      beats++;
    }
    try {
      Optional<String> fresh = container.replace(blob, sign(), old);
      if (fresh.isEmpty()) {
        fresh = ours();
      }
      denial = null;
      synchronized (this) {
        if (etag != null && fresh.isPresent()) {
          etag = fresh.get();
          renewed = System.nanoTime();
        }
        return etag == null || fresh.isPresent();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("The sign of the driver at {} can't be renewed; it's tried again", blob, e);
      denial = e instanceof IOException io && SendFailure.isDenial(io) ? io : null;
      // Somebody else may have taken the run for lack of a sign.
      return isFresh();
    }
  }

  /** Returns why storage refused the last renewal to whoever asks, if it did. */
  Optional<IOException> denial() {
    return Optional.ofNullable(denial);
  }

  /** Lets go of the run, so that another driver can have it at once. */
  void release() throws IOException {
    String old;
    synchronized (this) {
      old = etag;
      etag = null;
    }
    if (old != null) {
      container.replace(blob, FREE, old);
    }
  }

  private synchronized boolean isFresh() {
    return System.nanoTime() - renewed < lease.toNanos();
  }

  /** A replace can fail because it had succeeded before and the answer was lost. */
  private Optional<String> ours() throws IOException {
    return container
        .read(blob)
        .filter(now -> new String(now.bytes(), UTF_8).contains(driver))
        .map(Versioned::etag);
  }

  private void holds(Optional<String> fresh, RunId run) {
    synchronized (this) {
      etag = fresh.orElseThrow(() -> inUse(run));
      renewed = System.nanoTime();
    }
  }

  private void watch(String seen, RunId run) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      LockSupport.parkNanos(lease.toNanos() / LOOKS);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while the driver was looked for");
      }
      Optional<Versioned> now = container.read(blob);
      if (now.isEmpty() || !now.get().etag().equals(seen)) {
        throw inUse(run);
      }
    }
  }

  private synchronized byte[] sign() {
    return ("{\"driver\":\"" + driver + "\",\"beat\":" + beats + "}\n").getBytes(UTF_8);
  }

  private static RunInUseException inUse(RunId run) {
    return new RunInUseException(
        "run " + run + " has a driver, here or in another process; close it there first");
  }
}
