package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.util.List;

/**
 * Takes the record of a run away, with all that is still beside it. A run of which a part of the
 * journal is gone can't be attached to, so that the record first says that there is no run any
 * more; whoever comes across it later goes on with the removal. Repeated, it comes to the same.
 */
final class RunRemoval {
  private final AzureMachinery machinery;
  private final RunLayout layout;

  RunRemoval(AzureMachinery machinery, RunLayout layout) {
    this.machinery = machinery;
    this.layout = layout;
  }

  /** Does all of it. */
  void remove(WorkflowSpec spec) throws IOException {
    RunRecord mark = RunRecord.deleted(spec, machinery.clock.instant());
    machinery.container.upload(layout.record(), machinery.json.write(mark));
    goOn();
  }

  /** Does the rest of it, of a run whose record is marked. */
  void goOn() throws IOException {
    List<String> rest =
        machinery.container.list(layout.root()).stream()
            .map(StagedFile::path)
            .map(Object::toString)
            .filter(blob -> !blob.equals(layout.record()))
            .toList();
    machinery.container.deleteAll(rest);
    machinery.container.delete(layout.record());
  }
}
