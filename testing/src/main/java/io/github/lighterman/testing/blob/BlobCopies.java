package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.StoredBlob.BlobCopy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Copies blobs within the emulator. No byte is copied: both blobs have the same pieces. */
final class BlobCopies {
  private final BlobStore store;
  private final Authority authority;
  private final String account;

  BlobCopies(BlobStore store, Authority authority, String account) {
    this.store = store;
    this.authority = authority;
    this.account = account;
  }

  /** Copies before it answers, also where the service would go on copying afterwards. */
  Answer copy(Call call) {
    StoredBlob blob = copied(call);
    return Answer.of(202)
        .stamp(blob.stamp())
        .header("x-ms-copy-id", blob.copy().map(BlobCopy::id).orElse(""))
        .header("x-ms-copy-status", "success");
  }

  private StoredBlob copied(Call call) {
    Map<String, String> metadata = Metadata.of(call.request());
    URI uri = sourceUri(call);
    StoredBlob source = source(call, uri);
    Conditions.ofSource(call.request()).checkWrite(source.stamp());
    call.header("x-ms-source-content-md5")
        .ifPresent(md5 -> Call.checkMd5("x-ms-source-content-md5", md5, source.content()));
    BlobCopy copy =
        new BlobCopy(UUID.randomUUID().toString(), withoutQuery(uri), store.clock().instant());
    return store
        .container(call.target().container())
        .put(
            call.target().blob(),
            existing -> {
              call.conditions().checkPut(existing.map(StoredBlob::stamp));
              existing.ifPresent(there -> call.grant().requireOverwrite());
              Map<String, String> kept = metadata.isEmpty() ? source.metadata() : metadata;
              return new StoredBlob(
                  source.type(),
                  source.content(),
                  source.blocks(),
                  source.headers(),
                  kept,
                  store.created(),
                  Optional.of(copy));
            });
  }

  private static URI sourceUri(Call call) {
    String text = call.requiredHeader("x-ms-copy-source");
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw StorageError.INVALID_HEADER_VALUE.exception("x-ms-copy-source is not a URL.");
    }
    if (!call.header("Host").equals(Optional.ofNullable(uri.getRawAuthority()))) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator copies only its own blobs, not those of " + uri.getRawAuthority() + ".");
    }
    return uri;
  }

  private StoredBlob source(Call call, URI uri) {
    Query query = Query.of(Optional.ofNullable(uri.getRawQuery()));
    Target target = Target.of(account, uri.getRawPath());
    if (query.value("snapshot").isPresent() || query.value("versionid").isPresent()) {
      throw StorageError.NOT_IMPLEMENTED.exception("BlobEmulator has no snapshots or versions.");
    }
    try {
      sourceGrant(call, query, target).require(BlobOperation.GET_BLOB);
    } catch (StorageException e) {
      throw StorageError.CANNOT_VERIFY_COPY_SOURCE.exception(e.explanation());
    }
    return store.container(target.container()).blob(target.blob());
  }

  /** Who may do all may also read the source; others must bring a signature or token for it. */
  private Grant sourceGrant(Call call, Query query, Target target) {
    if (query.value("sig").isPresent()) {
      return authority.ofSignature(query, target, call.upload().from());
    }
    Optional<String> token = call.header("x-ms-copy-source-authorization");
    if (token.isPresent()) {
      return authority.ofToken(token.get());
    }
    if (call.request().header("Authorization").isPresent()) {
      return call.grant();
    }
    throw StorageError.NO_AUTHENTICATION_INFORMATION.exception("The source needs a signature.");
  }

  private static String withoutQuery(URI uri) {
    String text = uri.toString();
    int mark = text.indexOf('?');
    return mark < 0 ? text : text.substring(0, mark);
  }
}
