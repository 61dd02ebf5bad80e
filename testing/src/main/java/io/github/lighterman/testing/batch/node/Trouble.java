package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskFailure.Category;
import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import java.util.List;

/** What can go wrong on a node, with the service's code and sentence for it. */
enum Trouble {
  BLOB_NOT_FOUND("BlobNotFound", "One of the specified Azure Blob(s) is not found"),
  BLOB_ACCESS_DENIED("BlobAccessDenied", "Access for one of the specified Azure Blob(s) is denied"),
  BLOB_DOWNLOAD_TIMED_OUT(
      "BlobDownloadTimedOut", "Timed out downloading one of the specified Azure Blob(s)"),
  BLOB_DOWNLOAD_MISC_ERROR(
      "BlobDownloadMiscError",
      "Miscellaneous error encountered while downloading one of the specified Azure Blob(s)"),
  RESOURCE_CONTAINER_NOT_FOUND(
      "ResourceContainerNotFound", "The specified Azure Storage Container is not found"),
  RESOURCE_CONTAINER_ACCESS_DENIED(
      "ResourceContainerAccessDenied",
      "Access for the specified Azure Storage Container is denied"),
  RESOURCE_CONTAINER_LIST_TIMED_OUT(
      "ResourceContainerListTimedOut",
      "Timed out listing blobs of the specified Azure Storage Container"),
  RESOURCE_CONTAINER_LIST_MISC_ERROR(
      "ResourceContainerListMiscError",
      "Miscellaneous error encountered while listing blobs of the specified Azure Storage"
          + " Container"),
  RESOURCE_DIRECTORY_CREATE_FAILED(
      "ResourceDirectoryCreateFailed", "A directory for a resource file could not be created"),
  RESOURCE_FILE_CREATE_FAILED(
      "ResourceFileCreateFailed", "The file for a resource file could not be created"),
  RESOURCE_FILE_WRITE_FAILED(
      "ResourceFileWriteFailed", "The file for a resource file could not be written"),
  DISK_FULL("DiskFull", "There is not enough disk space on the node"),
  COMMAND_PROGRAM_NOT_FOUND("CommandProgramNotFound", "The specified command program is not found"),
  COMMAND_LAUNCH_FAILED("CommandLaunchFailed", "The specified command could not be launched"),
  CONTAINER_INVALID_IMAGE(
      "ContainerInvalidImage", "One or more container images specified are invalid"),
  CONTAINER_INVALID_REGISTRY(
      "ContainerInvalidRegistry", "One or more container registries specified are invalid"),
  CONTAINER_INVALID_SETTINGS(
      "ContainerInvalidSettings",
      "At least one value of specified task container settings is invalid"),
  CONTAINER_MISC_ERROR(
      "ContainerMiscError", "Miscellaneous error encountered while running a container"),
  FILE_UPLOAD_ACCESS_DENIED(
      "FileUploadAccessDenied", "Access was denied while uploading the specified output files"),
  FILE_UPLOAD_CONTAINER_NOT_FOUND(
      "FileUploadContainerNotFound",
      "The Azure Storage Container for the specified output files is not found"),
  FILE_UPLOAD_CONFLICT(
      "FileUploadConflict", "There was a conflict while uploading the specified output files"),
  FILE_UPLOAD_TIMED_OUT("FileUploadTimedOut", "Timed out uploading the specified output files"),
  FILE_UPLOAD_MISC_ERROR(
      "FileUploadMiscError",
      "Miscellaneous error encountered while uploading the specified output files");

  private final String code;
  private final String message;

  Trouble(String code, String message) {
    this.code = code;
    this.message = message;
  }

  /** Returns the failure that the service would show. */
  TaskFailure failure(Detail... details) {
    Category category =
        code.endsWith("MiscError") || code.endsWith("TimedOut")
            ? Category.SERVER_ERROR
            : Category.USER_ERROR;
    return new TaskFailure(category, code, message, List.of(details));
  }

  TaskFailedException with(Detail... details) {
    return new TaskFailedException(failure(details));
  }

  static Detail reason(String text) {
    return new Detail("Message", text);
  }
}
