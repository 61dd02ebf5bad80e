package io.github.lighterman.testing.blob;

/** The service's error codes that the emulator answers with. */
enum StorageError {
  APPEND_POSITION_CONDITION_NOT_MET(
      412, "AppendPositionConditionNotMet", "The blob doesn't end at the position asked for."),
  AUTHENTICATION_FAILED(
      403, "AuthenticationFailed", "The signature or token of the request isn't valid."),
  AUTHORIZATION_FAILURE(403, "AuthorizationFailure", "The request is not allowed to do this."),
  AUTHORIZATION_PERMISSION_MISMATCH(
      403, "AuthorizationPermissionMismatch", "The permissions of the request don't cover this."),
  AUTHORIZATION_PROTOCOL_MISMATCH(
      403, "AuthorizationProtocolMismatch", "The signature is not for this protocol."),
  AUTHORIZATION_RESOURCE_TYPE_MISMATCH(
      403, "AuthorizationResourceTypeMismatch", "The signature is not for this resource type."),
  AUTHORIZATION_SERVICE_MISMATCH(
      403, "AuthorizationServiceMismatch", "The signature is not for the Blob service."),
  AUTHORIZATION_SOURCE_IP_MISMATCH(
      403, "AuthorizationSourceIPMismatch", "The signature is not for this source address."),
  BLOB_ALREADY_EXISTS(409, "BlobAlreadyExists", "There is a blob of this name already."),
  BLOB_NOT_FOUND(404, "BlobNotFound", "There is no blob of this name."),
  BLOCK_COUNT_EXCEEDS_LIMIT(
      409, "BlockCountExceedsLimit", "A blob can't have more than 50,000 blocks."),
  CANNOT_VERIFY_COPY_SOURCE(403, "CannotVerifyCopySource", "The source of the copy can't be read."),
  CONDITION_NOT_MET(412, "ConditionNotMet", "A conditional header of the request doesn't hold."),
  CONDITIONAL_HEADERS_NOT_SUPPORTED(
      400, "ConditionalHeadersNotSupported", "The operation takes no conditional headers."),
  CONTAINER_ALREADY_EXISTS(
      409, "ContainerAlreadyExists", "There is a container of this name already."),
  CONTAINER_BEING_DELETED(
      409, "ContainerBeingDeleted", "The container of this name is being deleted."),
  CONTAINER_NOT_FOUND(404, "ContainerNotFound", "There is no container of this name."),
  CRC64_MISMATCH(400, "Crc64Mismatch", "The body doesn't have the CRC64 that was sent along."),
  INTERNAL_ERROR(500, "InternalError", "The server met an internal error; try again."),
  INVALID_AUTHENTICATION_INFO(
      400, "InvalidAuthenticationInfo", "The authentication information is malformed."),
  INVALID_BLOB_OR_BLOCK(400, "InvalidBlobOrBlock", "The blob or block is not valid."),
  INVALID_BLOB_TYPE(409, "InvalidBlobType", "The blob is not of the type that this needs."),
  INVALID_BLOCK_ID(400, "InvalidBlockId", "The block id is not valid."),
  INVALID_BLOCK_LIST(400, "InvalidBlockList", "The block list names a block that isn't there."),
  INVALID_HEADER_VALUE(400, "InvalidHeaderValue", "The value of a header is not valid."),
  INVALID_INPUT(400, "InvalidInput", "The request is not valid."),
  INVALID_MD5(400, "InvalidMd5", "The MD5 of the request is not 16 bytes in Base64."),
  INVALID_METADATA(400, "InvalidMetadata", "A name in the metadata is not valid."),
  INVALID_QUERY_PARAMETER_VALUE(
      400, "InvalidQueryParameterValue", "The value of a query parameter is not valid."),
  INVALID_RANGE(416, "InvalidRange", "The range lies outside of the blob."),
  INVALID_RESOURCE_NAME(400, "InvalidResourceName", "The name holds illegal characters."),
  INVALID_TOKEN(401, "InvalidAuthenticationInfo", "The bearer token isn't valid."),
  INVALID_URI(400, "InvalidUri", "The URI doesn't lead to anything."),
  INVALID_XML_DOCUMENT(400, "InvalidXmlDocument", "The body is not the XML that this needs."),
  MAX_BLOB_SIZE_CONDITION_NOT_MET(
      412, "MaxBlobSizeConditionNotMet", "The blob would become larger than was asked for."),
  MD5_MISMATCH(400, "Md5Mismatch", "The body doesn't have the MD5 that was sent along."),
  METADATA_TOO_LARGE(400, "MetadataTooLarge", "The metadata has more than 8 KiB."),
  MISSING_REQUIRED_HEADER(400, "MissingRequiredHeader", "A header is missing."),
  MISSING_REQUIRED_QUERY_PARAMETER(
      400, "MissingRequiredQueryParameter", "A query parameter is missing."),
  NO_AUTHENTICATION_INFORMATION(
      401, "NoAuthenticationInformation", "The request is not authenticated."),
  NOT_IMPLEMENTED(501, "NotImplemented", "The emulator doesn't do this."),
  NOT_MODIFIED(304, "ConditionNotMet", "A conditional header of the request doesn't hold."),
  OUT_OF_RANGE_INPUT(400, "OutOfRangeInput", "An input is out of range."),
  OUT_OF_RANGE_QUERY_PARAMETER_VALUE(
      400, "OutOfRangeQueryParameterValue", "The value of a query parameter is out of range."),
  REQUEST_BODY_TOO_LARGE(413, "RequestBodyTooLarge", "The body is larger than is allowed."),
  SERVER_BUSY(503, "ServerBusy", "The server is busy; try again later."),
  UNAUTHORIZED_BLOB_OVERWRITE(
      403, "UnauthorizedBlobOverwrite", "The request may create a blob but not overwrite one."),
  UNSATISFIABLE_CONDITION(400, "UnsatisfiableCondition", "The condition can never hold."),
  UNSUPPORTED_QUERY_PARAMETER(
      400, "UnsupportedQueryParameter", "The operation has no such query parameter.");

  private final int status;
  private final String code;
  private final String message;

  StorageError(int status, String code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  StorageException exception() {
    return new StorageException(this, message, "");
  }

  /** Returns the error with a sentence more, which names what was wrong. */
  StorageException exception(String detail) {
    return new StorageException(this, message, detail);
  }
}
