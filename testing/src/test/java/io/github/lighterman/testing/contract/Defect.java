package io.github.lighterman.testing.contract;

import static io.github.lighterman.testing.contract.BrokenExecutors.withJobs;
import static io.github.lighterman.testing.contract.BrokenExecutors.withRuns;
import static io.github.lighterman.testing.contract.BrokenExecutors.withSpecs;

import io.github.lighterman.WorkflowExecutor;
import java.util.function.Function;

/** What can be wrong with an executor, and the test of the contract that finds it out. */
enum Defect {
  NONE("Promises", "", WrappedExecutor::new),

  // submit and validate
  SWALLOWS_A_REJECTED_JOB(
      "Submission",
      "submitAnswersForEveryJobInTheOrderOfTheList",
      withRuns(BrokenRuns.SwallowsARejectedJob::new)),
  ACCEPTS_A_DUPLICATE_ID(
      "Submission",
      "otherSpecUnderAKnownIdIsAConflict",
      withRuns(BrokenRuns.AcceptsADuplicateId::new)),
  REFUSES_WHAT_IT_KNOWS(
      "Submission",
      "listWhoseAnswerWasLostCanBeSubmittedAgain",
      withRuns(BrokenRuns.RefusesWhatItKnows::new)),
  BLOCKS_SUBMIT_UNTIL_THE_JOB_ENDS(
      "Submission", "submitWaitsForNoRoom", withRuns(BrokenRuns.BlocksSubmitUntilTheJobEnds::new)),
  FORGETS_DEFAULTS(
      "Submission", "defaultsOfTheRunAreFilledIn", BrokenExecutors.ForgetsDefaults::new),
  SUBMITS_WHAT_IT_VALIDATES(
      "Validation", "validateChangesNothing", withRuns(BrokenRuns.SubmitsWhatItValidates::new)),
  FINDS_ONE_PROBLEM_AT_A_TIME(
      "Validation",
      "validateListsEveryProblemOfEveryJobInTheirOrder",
      withRuns(BrokenRuns.FindsOneProblemAtATime::new)),

  // states, listeners and futures
  GOES_BACKWARDS(
      "States",
      "everyMoveIsLegalAndEveryStatusLaterThanTheOneBefore",
      withRuns(BrokenListening.GoesBackwards::new)),
  SKIPS_A_STATE(
      "States",
      "observersSeeEveryStateFromQueuedToTheEnd",
      withRuns(BrokenListening.SkipsAState::new)),
  AWAITS_NOTHING(
      "States",
      "awaitIdleOfALiveRunWaitsUntilInterrupted",
      withRuns(BrokenRuns.AwaitsNothing::new)),
  FORGETS_A_LISTENER(
      "Listeners", "everyListenerIsToldTheSame", withRuns(BrokenListening.ForgetsAListener::new)),
  STOPS_AT_A_LISTENER_THAT_THROWS(
      "Listeners",
      "listenerThatThrowsStopsNeitherOthersNorJobs",
      withRuns(BrokenListening.StopsAtOneThatThrows::new)),
  TELLS_OUT_OF_ORDER(
      "Listeners",
      "statusesComeInOrderAndTheResultOnceAndLast",
      withRuns(BrokenListening.OutOfOrder::new)),
  TELLS_RESULTS_TWICE(
      "Listeners",
      "statusesComeInOrderAndTheResultOnceAndLast",
      withRuns(BrokenListening.TellsResultsTwice::new)),
  COMPLETES_WITH_ANOTHER_VALUE_LATER(
      "Futures",
      "everyFutureOfAJobHoldsTheSameResult",
      withJobs(BrokenJobs.AnotherValueLater::new)),
  SHARES_ONE_FUTURE(
      "Futures", "callersMayCompleteTheirOwnFuture", withRuns(BrokenRuns.SharesOneFuture::new)),
  THROWS_FOR_A_CANCELLED_JOB(
      "Futures",
      "futureOfAnyEndCompletesWithAValue",
      withJobs(BrokenJobs.ThrowsForACancelledJob::new)),
  POLLER_DIES_OF_ONE_BAD_JOB(
      "Promises",
      "promise9OneBadJobOrListenerStopsNothing",
      withRuns(BrokenRuns.PollerDiesOfOneBadJob::new)),

  // files
  SUCCEEDS_BEFORE_OUTPUTS_ARE_THERE(
      "Delivery",
      "successIsToldOnlyAfterEveryRequiredOutputIsThere",
      withRuns(BrokenRuns.SucceedsBeforeOutputsAreThere::new)),
  DELIVERS_AFTER_ANY_END(
      "Outputs",
      "conditionSaysAfterWhichEndAnOutputIsDelivered",
      withSpecs(BrokenRuns::deliveredAlways)),

  // dependencies, cancel, retry, timeouts
  RUNS_DEPENDENTS_OF_A_FAILED_JOB(
      "Dependencies",
      "dependentsOfAFailedJobEndWithoutRunning",
      withSpecs(BrokenExecutors::withoutDependencies)),
  IGNORES_CANCEL("Cancellation", "hangingJobIsStopped", withJobs(BrokenJobs.IgnoresCancel::new)),
  THROWS_ON_CANCEL_OF_AN_ENDED_JOB(
      "Cancellation",
      "cancelOfAnEndedJobChangesNothing",
      withJobs(BrokenJobs.ThrowsOnLateCancel::new)),
  RETRIES_BEYOND_THE_BUDGET(
      "Retries",
      "budgetIsTheNumberOfRetriesAndNoMore",
      withSpecs(BrokenExecutors::withOneMoreRetry)),
  KEEPS_THE_LAST_ATTEMPT_ALONE(
      "Retries", "everyAttemptIsKept", withJobs(BrokenJobs.KeepsTheLastAttemptAlone::new)),
  IGNORES_TIMEOUTS(
      "Timeouts", "jobThatRunsTooLongIsEnded", withSpecs(BrokenExecutors::withoutTimeouts)),
  IGNORES_PRIORITIES(
      "Traits", "greaterPriorityRunsFirst", withSpecs(BrokenExecutors::withoutPriority)),
  CLAIMS_EVERY_TRAIT(
      "Traits", "traitsAreThoseThatTheFixtureDeclares", BrokenExecutors.ClaimsEveryTrait::new),

  // logs
  FORGETS_LOGS_AFTER_THE_END(
      "Logs", "logsOfEveryEndAreKept", withJobs(BrokenJobs.ForgetsLogsAfterTheEnd::new)),
  READS_LOGS_FROM_THE_START(
      "Logs", "pieceStartsWhereItIsAskedFor", withJobs(BrokenJobs.ReadsLogsFromTheStart::new)),
  KEEPS_THE_LAST_LOG_ALONE(
      "Logs", "everyAttemptKeepsItsLog", withJobs(BrokenJobs.KeepsTheLastAttemptsLogAlone::new)),

  // attach and close
  RUNS_A_JOB_AGAIN_ON_ATTACH(
      "Attach", "attachNeverRunsAJobAgain", BrokenExecutors.RunsAJobAgainOnAttach::new),
  LOSES_ENDED_JOBS(
      "Attach", "detachedRunIsFoundWithAllItsJobsAndGoesOn", BrokenExecutors.LosesEndedJobs::new),
  TELLS_NO_LISTENER_THAT_ATTACHES(
      "Attach",
      "listenersAreToldFromTheMomentOfTheCall",
      BrokenExecutors.TellsNoListenerThatAttaches::new),
  SHARES_A_RUN("Runs", "runHasOneDriverAtATime", BrokenExecutors.SharesARun::new),
  CANCELS_ON_DETACH(
      "Close", "detachCancelsNothingAndDeletesNothing", withRuns(BrokenRuns.CancelsOnDetach::new)),
  DELETES_WHAT_THE_USER_NAMED(
      "Close", "whatWasDeliveredToTheUserStays", withRuns(BrokenRuns.DeletesWhatTheUserNamed::new)),
  CLEANS_AFTER_A_FAILURE(
      "Close",
      "cleanIfSucceededDeletesNothingIfAJobDidNot",
      withRuns(BrokenRuns.CleansAfterAFailure::new)),
  REPORTS_EACH_CLOSE_ANEW(
      "Close",
      "secondCloseDoesNothingAndReturnsTheFirstReport",
      withRuns(BrokenRuns.ReportsEachCloseAnew::new)),
  LEAKS_A_DIRECTORY("Promises", "promise6LeaveNothing", BrokenExecutors.LeaksADirectory::new),
  LEAVES_A_THREAD("Shutdown", "closedExecutorLeavesNoThread", BrokenExecutors.LeavesAThread::new),

  // secrets
  LABELS_A_JOB_WITH_ITS_SECRET(
      "Secrets",
      "valueIsFoundInNoTextThatIsToldOfTheJob",
      withJobs(BrokenJobs.LabelsItselfWithItsSecret::new)),
  LOGS_A_SECRET("Secrets", "valueIsFoundInNoLogRecord", withRuns(BrokenRuns.LogsASecret::new)),
  TELLS_A_SECRET_IN_AN_EXCEPTION(
      "Promises",
      "promise8SecretsAreReferences",
      withJobs(BrokenJobs.TellsItsSecretInItsFailure::new));

  private final String topic;
  private final String test;

  // A function without a state, which no annotation says of it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<WorkflowExecutor, WrappedExecutor> wrapper;

  Defect(String topic, String test, Function<WorkflowExecutor, WrappedExecutor> wrapper) {
    this.topic = topic;
    this.test = test;
    this.wrapper = wrapper;
  }

  /** Returns the topic of the test, as the contract's nested class is called. */
  String topic() {
    return topic;
  }

  /** Returns the test that must fail. */
  String test() {
    return test;
  }

  WorkflowExecutor breaks(WorkflowExecutor executor) {
    return wrapper.apply(executor);
  }
}
