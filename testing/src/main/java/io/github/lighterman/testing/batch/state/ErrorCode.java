package io.github.lighterman.testing.batch.state;

/** The service's errors; the names are those on the wire. */
@SuppressWarnings("JavadocStyle")
public enum ErrorCode {
  ConditionNotMet(412, "The condition specified using HTTP conditional header(s) is not met."),
  MissingRequiredHeader(400, "A required HTTP header was not specified."),
  MissingRequiredProperty(400, "A required property was not specified in the request body."),
  UnsupportedHeader(400, "One of the request headers is not supported."),
  UnsupportedProperty(400, "One of the properties in the request body is not supported."),
  InvalidHeaderValue(400, "The value for one of the HTTP headers is not in the correct format."),
  InvalidPropertyValue(
      400, "The value provided for one of the properties in the request body is invalid."),
  MissingRequiredQueryParameter(400, "A required query parameter was not specified."),
  UnsupportedQueryParameter(400, "One of the query parameters in the URI is not supported."),
  InvalidQueryParameterValue(400, "Value for one of the query parameters is invalid."),
  OutOfRangeQueryParameterValue(
      400, "A query parameter in the request URI is outside the permissible range."),
  InvalidUri(400, "The requested URI does not represent any resource on the server."),
  InvalidHttpVerb(400, "The HTTP verb specified was not recognized by the server."),
  InvalidRequestBody(400, "The specified request body is not syntactically valid."),
  OutOfRangeInput(400, "One of the request inputs is out of range."),
  InvalidAuthenticationInfo(400, "The authentication information is not in the correct format."),
  InvalidInput(400, "One of the request inputs is not valid."),
  MultipleConditionHeadersNotSupported(400, "Multiple condition headers are not supported."),
  UnsupportedRequestVersion(400, "The specified request version is not supported."),
  InvalidAutoScalingSettings(400, "The specified auto-scaling settings are not valid."),
  AutoScalingFormulaSyntaxError(400, "The specified auto-scaling formula has a syntax error."),
  AutoScalingFormulaTooLong(400, "The specified auto-scaling formula is too long."),
  TaskDependenciesNotSpecifiedOnJob(
      400, "A task depends on others, but its job was not set up to use task dependencies."),
  TaskDependencyListTooLong(400, "The list of tasks that a task depends on is too long."),
  AuthenticationFailed(
      403,
      "Server failed to authenticate the request. Make sure the value of Authorization header is"
          + " formed correctly including the signature."),
  ResourceNotFound(404, "The specified resource does not exist."),
  PoolNotFound(404, "The specified pool does not exist."),
  NodeNotFound(404, "The specified node does not exist."),
  JobNotFound(404, "The specified job does not exist."),
  TaskNotFound(404, "The specified task does not exist."),
  FileNotFound(404, "The specified file does not exist."),
  NodeUserNotFound(404, "The specified node user does not exist."),
  UnsupportedHttpVerb(405, "The resource doesn't support the specified HTTP verb."),
  OperationInvalidForCurrentState(
      409, "The specified operation is not valid for the current state of the resource."),
  PoolBeingDeleted(409, "The specified pool has been marked for deletion and is being reclaimed."),
  PoolBeingResized(409, "The specified pool is being resized."),
  PoolExists(409, "The specified pool already exists."),
  PoolQuotaReached(409, "The pool quota for the account has been reached."),
  OperationNotValidOnPool(409, "The specified operation is not valid on the pool."),
  NodeBeingCreated(409, "The specified node is being created."),
  NodeBeingStarted(409, "The specified node is being started."),
  NodeBeingRebooted(409, "The specified node is being rebooted."),
  NodeBeingReimaged(409, "The specified node is being reimaged."),
  NodeStateUnusable(409, "The state of the specified node is unusable."),
  NodeUserExists(409, "The specified node user already exists."),
  NodeAlreadyInTargetSchedulingState(
      409, "The specified node is already in the target scheduling state."),
  OperationNotValidOnNode(409, "The specified operation is not valid on the node."),
  JobBeingDeleted(
      409, "The specified job has been marked for deletion and is being garbage collected."),
  JobBeingTerminated(409, "The specified job is being terminated."),
  JobCompleted(409, "The specified job is already in a completed state."),
  JobExists(409, "The specified job already exists."),
  JobNotActive(409, "The specified job is not in active state."),
  JobPreparationTaskNotSpecified(409, "The specified job does not have a job preparation task."),
  ActiveJobAndScheduleQuotaReached(
      409, "The active job and job schedule quota for the account has been reached."),
  TaskExists(409, "The specified task already exists."),
  TaskCompleted(409, "The specified task is already in a completed state."),
  TaskNotCompleted(409, "The specified task is not in a completed state."),
  TaskSucceeded(409, "The specified task has completed successfully."),
  TaskIdSameAsJobPreparationTask(409, "The task id is that of the job preparation task."),
  TaskIdSameAsJobReleaseTask(409, "The task id is that of the job release task."),
  TaskFilesUnavailable(409, "The files of the specified task are unavailable."),
  TaskFilesCleanedup(409, "The files of the specified task are cleaned up."),
  InvalidApplicationPackageReferences(
      409, "One or more of the specified application package references are invalid."),
  RequestBodyTooLarge(
      413, "The request body is too large and exceeds the maximum permissible limit."),
  InvalidRange(416, "The range specified is invalid for the current size of the resource."),
  TooManyRequests(429, "Too many requests were sent. Please retry your request after some time."),
  InternalError(500, "Server encountered an internal error. Please try again after some time."),
  NotImplemented(501, "The emulator does not have the requested operation."),
  ServerBusy(503, "The server is currently unable to receive requests. Please retry your request."),
  TooManyEnableAutoScaleRequests(
      503, "Too many requests to enable automatic scaling were made on the pool.");

  private final int status;
  private final String message;

  ErrorCode(int status, String message) {
    this.status = status;
    this.message = message;
  }

  /** Returns the HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** Returns what the service says. */
  public String message() {
    return message;
  }
}
