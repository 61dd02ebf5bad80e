package io.github.lighterman.testing.blob;

import java.util.EnumMap;
import java.util.Map;

/** What does which operation. */
final class BlobActions {
  private BlobActions() {}

  /** Returns all actions but those of a batch, which is done by what does the others. */
  static Map<BlobOperation, Action> of(
      String account, BlobStore store, Authority authority, DelegationKeys delegationKeys) {
    Map<BlobOperation, Action> actions = new EnumMap<>(BlobOperation.class);
    AccountCalls ofAccount = new AccountCalls(delegationKeys);
    actions.put(BlobOperation.GET_ACCOUNT_INFORMATION, ofAccount::information);
    actions.put(BlobOperation.GET_USER_DELEGATION_KEY, ofAccount::delegationKey);
    actions.put(BlobOperation.LIST_CONTAINERS, new ContainerList(store, account)::list);
    actions.put(BlobOperation.LIST_BLOBS, new BlobList(store, account)::list);
    BlobCopies copies = new BlobCopies(store, authority, account);
    actions.put(BlobOperation.COPY_BLOB, copies::copy);
    actions.put(BlobOperation.COPY_BLOB_FROM_URL, copies::copy);
    addContainers(actions, new ContainerCalls(store));
    addBlobs(actions, store);
    return actions;
  }

  private static void addContainers(Map<BlobOperation, Action> actions, ContainerCalls containers) {
    actions.put(BlobOperation.CREATE_CONTAINER, containers::create);
    actions.put(BlobOperation.GET_CONTAINER_PROPERTIES, containers::properties);
    actions.put(BlobOperation.GET_CONTAINER_METADATA, containers::metadata);
    actions.put(BlobOperation.SET_CONTAINER_METADATA, containers::setMetadata);
    actions.put(BlobOperation.DELETE_CONTAINER, containers::delete);
  }

  private static void addBlobs(Map<BlobOperation, Action> actions, BlobStore store) {
    BlobReads reads = new BlobReads(store);
    actions.put(BlobOperation.GET_BLOB, reads::get);
    actions.put(BlobOperation.GET_BLOB_PROPERTIES, reads::properties);
    actions.put(BlobOperation.GET_BLOB_METADATA, reads::metadata);
    actions.put(BlobOperation.GET_BLOCK_LIST, reads::blockList);
    BlobUploads uploads = new BlobUploads(store);
    actions.put(BlobOperation.PUT_BLOB, uploads::put);
    actions.put(BlobOperation.CREATE_APPEND_BLOB, uploads::createAppend);
    actions.put(BlobOperation.APPEND_BLOCK, uploads::append);
    actions.put(BlobOperation.PUT_BLOCK, uploads::putBlock);
    actions.put(BlobOperation.PUT_BLOCK_LIST, uploads::putBlockList);
    BlobChanges changes = new BlobChanges(store);
    actions.put(BlobOperation.SET_BLOB_METADATA, changes::setMetadata);
    actions.put(BlobOperation.SET_BLOB_PROPERTIES, changes::setProperties);
    actions.put(BlobOperation.DELETE_BLOB, changes::delete);
  }
}
