package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobOperation.UNSUPPORTED;

import io.github.lighterman.testing.http.HttpRequest;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which operation a request asks for.
 *
 * @param title the operation's name; for what isn't supported, what was asked for
 */
record Route(BlobOperation operation, String title) {
  private static final Map<String, BlobOperation> SERVICE =
      Map.of(
          "GET comp=list", BlobOperation.LIST_CONTAINERS,
          "GET restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION,
          "HEAD restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION,
          "POST restype=service comp=userdelegationkey", BlobOperation.GET_USER_DELEGATION_KEY,
          "POST comp=batch", BlobOperation.BATCH);
  private static final Map<String, BlobOperation> CONTAINER = container();
  private static final Map<String, BlobOperation> OBJECT = object();
  private static final Map<String, String> REFUSED = refused();

  private static Map<String, BlobOperation> container() {
    Map<String, BlobOperation> table = new TreeMap<>();
    table.put("PUT restype=container", BlobOperation.CREATE_CONTAINER);
    table.put("GET restype=container", BlobOperation.GET_CONTAINER_PROPERTIES);
    table.put("HEAD restype=container", BlobOperation.GET_CONTAINER_PROPERTIES);
    table.put("DELETE restype=container", BlobOperation.DELETE_CONTAINER);
    table.put("GET restype=container comp=metadata", BlobOperation.GET_CONTAINER_METADATA);
    table.put("HEAD restype=container comp=metadata", BlobOperation.GET_CONTAINER_METADATA);
    table.put("PUT restype=container comp=metadata", BlobOperation.SET_CONTAINER_METADATA);
    table.put("GET restype=container comp=list", BlobOperation.LIST_BLOBS);
    table.put("POST restype=container comp=batch", BlobOperation.BATCH);
    table.put("GET restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION);
    table.put("HEAD restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION);
    return table;
  }

  private static Map<String, BlobOperation> object() {
    Map<String, BlobOperation> table = new TreeMap<>();
    table.put("PUT", BlobOperation.PUT_BLOB);
    table.put("GET", BlobOperation.GET_BLOB);
    table.put("HEAD", BlobOperation.GET_BLOB_PROPERTIES);
    table.put("DELETE", BlobOperation.DELETE_BLOB);
    table.put("PUT comp=block", BlobOperation.PUT_BLOCK);
    table.put("PUT comp=blocklist", BlobOperation.PUT_BLOCK_LIST);
    table.put("GET comp=blocklist", BlobOperation.GET_BLOCK_LIST);
    table.put("PUT comp=appendblock", BlobOperation.APPEND_BLOCK);
    table.put("GET comp=metadata", BlobOperation.GET_BLOB_METADATA);
    table.put("HEAD comp=metadata", BlobOperation.GET_BLOB_METADATA);
    table.put("PUT comp=metadata", BlobOperation.SET_BLOB_METADATA);
    table.put("PUT comp=properties", BlobOperation.SET_BLOB_PROPERTIES);
    table.put("GET restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION);
    table.put("HEAD restype=account comp=properties", BlobOperation.GET_ACCOUNT_INFORMATION);
    return table;
  }

  /** The service's names of what people may try, by {@code comp}. */
  private static Map<String, String> refused() {
    Map<String, String> names = new TreeMap<>();
    names.put("acl", "Get or Set Container ACL");
    names.put("blobs", "Find Blobs by Tags");
    names.put("copy", "Abort Copy Blob");
    names.put("expiry", "Set Blob Expiry");
    names.put("immutabilityPolicies", "Set or Delete Blob Immutability Policy");
    names.put("incrementalcopy", "Incremental Copy Blob");
    names.put("lease", "Lease Container or Lease Blob");
    names.put("legalhold", "Set Blob Legal Hold");
    names.put("page", "Put Page");
    names.put("pagelist", "Get Page Ranges");
    names.put("properties", "Get or Set Blob Service Properties");
    names.put("query", "Query Blob Contents");
    names.put("rename", "Rename Container");
    names.put("seal", "Append Blob Seal");
    names.put("snapshot", "Snapshot Blob");
    names.put("stats", "Get Blob Service Stats");
    names.put("tags", "Get or Set Blob Tags");
    names.put("tier", "Set Blob Tier");
    names.put("undelete", "Undelete Blob or Restore Container");
    return names;
  }

  static Route of(HttpRequest request, Target target, Query query) {
    String key = key(request.method(), query);
    Map<String, BlobOperation> table =
        switch (target.scope()) {
          case SERVICE -> SERVICE;
          case CONTAINER -> CONTAINER;
          case OBJECT -> OBJECT;
        };
    BlobOperation operation = table.get(key);
    if (operation == null) {
      String comp = query.orEmpty("comp");
      return refused(
          REFUSED.getOrDefault(comp, "An operation the emulator doesn't know") + " (" + key + ")");
    }
    return copies(operation, request);
  }

  private static String key(String method, Query query) {
    StringBuilder key = new StringBuilder(method);
    query.value("restype").ifPresent(value -> key.append(" restype=").append(value));
    query.value("comp").ifPresent(value -> key.append(" comp=").append(value));
    return key.toString();
  }

  /** Some operations are told apart by headers alone. */
  private static Route copies(BlobOperation operation, HttpRequest request) {
    boolean copies = request.header("x-ms-copy-source").isPresent();
    return switch (operation) {
      case PUT_BLOCK -> copies ? refused("Put Block From URL") : of(operation);
      case APPEND_BLOCK -> copies ? refused("Append Block From URL") : of(operation);
      case PUT_BLOB -> put(request, copies);
      default -> of(operation);
    };
  }

  private static Route put(HttpRequest request, boolean copies) {
    String type = request.header("x-ms-blob-type").orElse("");
    if (copies && type.isEmpty()) {
      boolean sync = request.header("x-ms-requires-sync").filter("true"::equals).isPresent();
      return of(sync ? BlobOperation.COPY_BLOB_FROM_URL : BlobOperation.COPY_BLOB);
    }
    if (copies) {
      return refused("Put Blob From URL");
    }
    return switch (type) {
      case "AppendBlob" -> of(BlobOperation.CREATE_APPEND_BLOB);
      case "PageBlob" -> refused("Put Blob (page blob)");
      default -> of(BlobOperation.PUT_BLOB);
    };
  }

  private static Route of(BlobOperation operation) {
    return new Route(operation, operation.title());
  }

  private static Route refused(String title) {
    return new Route(UNSUPPORTED, title);
  }
}
