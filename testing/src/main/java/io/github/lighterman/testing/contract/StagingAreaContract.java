package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link StagingArea} promises, a test for each promise. Subclass it and say how to open
 * yours:
 *
 * <pre>{@code
 * class DirectoryStagingAreaContractTest extends StagingAreaContract {
 *   @TempDir Path store;
 *
 *   @Override
 *   protected StagingArea open(String root) {
 *     return DirectoryStagingArea.of(store.resolve(root));
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit makes an object of the subclass for each test, so that its fields are a test's own. The
 * tests write about 10 MiB each at most and need no network, no order and no time of their own.
 *
 * <p>Two promises need a store that fails on request, which no suite can ask of everybody: that
 * {@link StagingArea#exists} throws where it can't see, and that a {@link StagingArea#put} the
 * store breaks off changes nothing. Test these yourself.
 */
public abstract class StagingAreaContract {
  /** Called by subclasses. */
  protected StagingAreaContract() {}

  /**
   * Opens the area with this root in the store under test. Within one test all areas are in one
   * store, which has no files when the test starts; one root is one area, however often it's
   * opened. Is called several times in a test, also for several roots.
   *
   * @param root 1 to 10 characters of a-z
   * @throws IOException if it can't be opened; the test fails then
   */
  protected abstract StagingArea open(String root) throws IOException;

  /**
   * Tells whether the store under test has this trait; a test that needs a trait is skipped without
   * it and says so. Returns true unless a subclass says otherwise.
   */
  protected boolean has(StagingTrait trait) {
    return true;
  }

  @Nested
  final class Put extends PutPromises {
    Put() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Replace extends ReplacePromises {
    Replace() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Get extends GetPromises {
    Get() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Read extends ReadPromises {
    Read() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Listing extends ListPromises {
    Listing() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Delete extends DeletePromises {
    Delete() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Names extends NamePromises {
    Names() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class Concurrency extends ConcurrencyPromises {
    Concurrency() {
      super(StagingAreaContract.this);
    }
  }

  @Nested
  final class OwnRoot extends OwnRootPromises {
    OwnRoot() {
      super(StagingAreaContract.this);
    }
  }
}
