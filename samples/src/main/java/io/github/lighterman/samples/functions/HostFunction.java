package io.github.lighterman.samples.functions;

/** What a job runs here: a function of the program that embeds the executor. */
@FunctionalInterface
public interface HostFunction {
  /**
   * Does the job and returns its exit code, 0 to 255. What it throws is exit code 1, and stands in
   * the job's standard error. When the job is stopped, its thread is interrupted; a function that
   * passes over that runs on, and the job with it.
   */
  int call(FunctionCall call) throws Exception;
}
