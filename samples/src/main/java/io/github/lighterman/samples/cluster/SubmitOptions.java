package io.github.lighterman.samples.cluster;

import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be said of a job. */
final class SubmitOptions {
  @Option(names = "--cpus", description = "How many processors it needs. Default: 1")
  private double cpus = 1;

  @Option(names = "--memory", description = "How much memory it needs, such as 4GiB.")
  private Optional<String> memory = Optional.empty();

  @Option(names = "--disk", description = "How much disk space it needs, such as 20GiB.")
  private Optional<String> disk = Optional.empty();

  @Option(names = "--gpus", description = "How many gpus it needs.")
  private int gpus;

  @Option(names = "--time", description = "How long it may run, such as 2h.")
  private Optional<String> time = Optional.empty();

  @Option(names = "--retries", description = "How often it's tried again if its script fails.")
  private int retries;

  @Option(names = "--image", description = "The container image to run in.")
  private Optional<String> image = Optional.empty();

  @Option(names = "--priority", description = "Its rank, -1000 to 1000, greater first.")
  private int priority;

  @Option(
      names = "--after",
      description = "Jobs that must succeed first, between blanks or commas.")
  private List<String> after = new ArrayList<>();

  @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable for it.")
  private Map<String, String> variables = new TreeMap<>();

  @Parameters(paramLabel = "SCRIPT", arity = "1..*", description = "The script and its arguments.")
  private List<String> script = new ArrayList<>();

  JobSpec job(JobId id, Path from, InitCommand.Place place) throws IOException {
    Script read = Script.read(from.resolve(script.get(0)));
    Resources.Builder resources = Resources.builder().cpus(cpus).gpus(gpus);
    memory.map(DataSize::parse).ifPresent(resources::memory);
    disk.map(DataSize::parse).ifPresent(resources::disk);
    JobSpec.Builder job =
        JobSpec.builder(id)
            .input(read.input())
            .shell(read.command(from, place, script.subList(1, script.size())))
            .label("script", read.label())
            .environment(variables)
            .priority(priority)
            .resources(resources.build());
    for (String jobs : after) {
      for (String one : jobs.trim().split("[\\s,]+", -1)) {
        if (!one.isEmpty()) {
          job.dependsOn(JobId.of(one));
        }
      }
    }
    image.ifPresent(job::image);
    time.map(text -> Times.of("--time", text))
        .ifPresent(limit -> job.timeouts(Timeouts.ofRun(limit)));
    if (retries > 0) {
      job.retry(RetryPolicy.ofDefaults().toBuilder().retry(FailureKind.USER_EXIT, retries).build());
    }
    return job.build();
  }
}
