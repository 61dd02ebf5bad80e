package io.github.lighterman.testing.blob;

import java.util.Map;

/** The operations on a container itself. */
final class ContainerCalls {
  private final BlobStore store;

  ContainerCalls(BlobStore store) {
    this.store = store;
  }

  Answer create(Call call) {
    Container container = store.create(call.target().container(), Metadata.of(call.request()));
    return Answer.of(201).stamp(container.properties().stamp());
  }

  Answer properties(Call call) {
    return metadata(call)
        .header("x-ms-lease-status", "unlocked")
        .header("x-ms-lease-state", "available")
        .header("x-ms-has-immutability-policy", "false")
        .header("x-ms-has-legal-hold", "false")
        .header("x-ms-default-encryption-scope", "$account-encryption-key")
        .header("x-ms-deny-encryption-scope-override", "false");
  }

  Answer metadata(Call call) {
    Container.Properties properties = store.container(call.target().container()).properties();
    return Answer.of(200).stamp(properties.stamp()).metadata(properties.metadata());
  }

  Answer setMetadata(Call call) {
    Map<String, String> metadata = Metadata.of(call.request());
    Container container = store.container(call.target().container());
    synchronized (container) {
      Stamp before = container.properties().stamp();
      call.conditions().checkWrite(before);
      container.properties(new Container.Properties(metadata, store.changed(before)));
      return Answer.of(200).stamp(container.properties().stamp());
    }
  }

  Answer delete(Call call) {
    store.delete(
        call.target().container(),
        container -> call.conditions().checkWrite(container.properties().stamp()));
    return Answer.of(202);
  }
}
