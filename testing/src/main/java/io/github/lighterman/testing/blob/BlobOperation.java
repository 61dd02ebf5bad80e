package io.github.lighterman.testing.blob;

import com.google.common.collect.ImmutableSet;

/** The operations of the Blob service that the emulator does, by the names the service has. */
public enum BlobOperation {
  /** Lists the account's containers. */
  LIST_CONTAINERS("List Containers", "l", "prefix marker maxresults include", ""),
  /** Tells of what kind the account is. */
  GET_ACCOUNT_INFORMATION("Get Account Information", "rwdlacup", "", ""),
  /** Makes a key with which somebody who has a token can sign. */
  GET_USER_DELEGATION_KEY("Get User Delegation Key", "", "", ""),
  /** Deletes many blobs in one request. */
  BATCH("Blob Batch", "d", "", ""),
  /** Creates a container. */
  CREATE_CONTAINER("Create Container", "cw", "", Extras.METADATA),
  /** Reads what is known of a container. */
  GET_CONTAINER_PROPERTIES("Get Container Properties", "r", "", ""),
  /** Reads a container's metadata. */
  GET_CONTAINER_METADATA("Get Container Metadata", "r", "", ""),
  /** Replaces a container's metadata. */
  SET_CONTAINER_METADATA("Set Container Metadata", "w", "", Extras.METADATA + Extras.CONDITIONS),
  /** Deletes a container with all that is in it. */
  DELETE_CONTAINER("Delete Container", "d", "", Extras.CONDITIONS),
  /** Lists a container's blobs. */
  LIST_BLOBS("List Blobs", "l", "prefix delimiter marker maxresults include", ""),
  /** Creates or replaces a block blob with one body. */
  PUT_BLOB(
      "Put Blob", "wc", "", "x-ms-blob-type " + Extras.CONTENT + Extras.BODY + Extras.CONDITIONS),
  /** Creates an append blob, or replaces a blob by an empty one. */
  CREATE_APPEND_BLOB(
      "Put Blob (append blob)",
      "wc",
      "",
      "x-ms-blob-type " + Extras.CONTENT + Extras.BODY + Extras.CONDITIONS),
  /** Stores a block that a list may name later. */
  PUT_BLOCK("Put Block", "w", "blockid", Extras.BODY),
  /** Makes a blob of blocks. */
  PUT_BLOCK_LIST("Put Block List", "w", "", Extras.CONTENT + Extras.BODY + Extras.CONDITIONS),
  /** Lists the blocks of a blob. */
  GET_BLOCK_LIST("Get Block List", "r", "blocklisttype", ""),
  /** Reads a blob or a range of it. */
  GET_BLOB(
      "Get Blob",
      "r",
      "",
      "x-ms-range x-ms-range-get-content-md5 x-ms-range-get-content-crc64 " + Extras.CONDITIONS),
  /** Reads what is known of a blob. */
  GET_BLOB_PROPERTIES("Get Blob Properties", "r", "", Extras.CONDITIONS),
  /** Reads a blob's metadata. */
  GET_BLOB_METADATA("Get Blob Metadata", "r", "", Extras.CONDITIONS),
  /** Replaces a blob's metadata. */
  SET_BLOB_METADATA("Set Blob Metadata", "w", "", Extras.METADATA + Extras.CONDITIONS),
  /** Replaces the headers that come back with a blob. */
  SET_BLOB_PROPERTIES("Set Blob Properties", "w", "", Extras.HEADERS + Extras.CONDITIONS),
  /** Deletes a blob. */
  DELETE_BLOB("Delete Blob", "d", "", "x-ms-delete-snapshots " + Extras.CONDITIONS),
  /** Adds a block to the end of an append blob. */
  APPEND_BLOCK(
      "Append Block",
      "aw",
      "",
      "x-ms-blob-condition-appendpos x-ms-blob-condition-maxsize "
          + Extras.BODY
          + Extras.CONDITIONS),
  /** Copies a blob of the same emulator; the copy is done when the answer comes. */
  COPY_BLOB("Copy Blob", "wc", "", Extras.COPY + Extras.METADATA + Extras.CONDITIONS),
  /** Copies a blob of the same emulator before it answers. */
  COPY_BLOB_FROM_URL(
      "Copy Blob From URL",
      "wc",
      "",
      "x-ms-requires-sync x-ms-source-content-md5 x-ms-copy-source-authorization "
          + Extras.COPY
          + Extras.METADATA
          + Extras.CONDITIONS),
  /** What the emulator refuses; the answer and the recorded request say what it was. */
  UNSUPPORTED("Unsupported operation", "racwdxltmeopify", "", "");

  private final String title;
  private final String permissions;
  private final ImmutableSet<String> queries;
  private final ImmutableSet<String> headers;

  BlobOperation(String title, String permissions, String queries, String headers) {
    this.title = title;
    this.permissions = permissions;
    this.queries = ImmutableSet.copyOf(queries.split(" "));
    this.headers = ImmutableSet.copyOf(headers.split(" "));
  }

  /** Returns the name that the service's reference has for it, such as {@code Put Block List}. */
  public String title() {
    return title;
  }

  /** Returns the letters of the permissions of which one is enough. */
  String permissions() {
    return permissions;
  }

  boolean takesQuery(String name) {
    return queries.contains(name);
  }

  boolean takesHeader(String lowerCaseName) {
    return headers.contains(lowerCaseName);
  }

  /** Headers that several operations have. */
  private static final class Extras {
    static final String METADATA = "x-ms-meta- ";
    static final String CONDITIONS =
        "if-match if-none-match if-modified-since if-unmodified-since ";
    static final String HEADERS =
        "x-ms-blob-content-type x-ms-blob-content-encoding x-ms-blob-content-language"
            + " x-ms-blob-content-md5 x-ms-blob-cache-control x-ms-blob-content-disposition ";
    static final String CONTENT = METADATA + HEADERS;
    static final String BODY = "x-ms-content-crc64 ";
    static final String COPY =
        "x-ms-copy-source x-ms-source-if-match x-ms-source-if-none-match"
            + " x-ms-source-if-modified-since x-ms-source-if-unmodified-since ";
  }
}
