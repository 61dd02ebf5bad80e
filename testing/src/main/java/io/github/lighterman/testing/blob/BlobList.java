package io.github.lighterman.testing.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Lists a container's blobs, flat or by a delimiter. */
final class BlobList {
  // Of what the emulator doesn't do there is nothing to include, so including it is no lie.
  private static final Set<String> INCLUDABLE =
      Set.of("metadata", "copy", "uncommittedblobs", "snapshots", "versions", "deleted", "tags");

  private final BlobStore store;
  private final String account;

  BlobList(BlobStore store, String account) {
    this.store = store;
    this.account = account;
  }

  /** A line of the list: a blob, or the beginning that several have in common. */
  private record Entry(String name, @Nullable StoredBlob blob, boolean isPrefix) {}

  /** A part of the list, and the name at which it goes on. */
  private record Part(List<Entry> entries, Optional<String> next) {}

  Answer list(Call call) {
    Page page = Page.of(call.query(), INCLUDABLE);
    Container container = store.container(call.target().container());
    String delimiter = call.query().orEmpty("delimiter");
    Part part = collect(container, page, delimiter);
    String endpoint = "http://" + call.header("Host").orElse("") + "/" + account + "/";
    return Answer.of(200)
        .xml(
            Xml.document(
                "EnumerationResults",
                Map.of("ServiceEndpoint", endpoint, "ContainerName", container.name()),
                xml -> write(xml, page, delimiter, part)));
  }

  private static Part collect(Container container, Page page, String delimiter) {
    List<Entry> entries = new ArrayList<>();
    NavigableSet<String> names = names(container, page);
    String name = names.ceiling(page.start());
    while (name != null && name.startsWith(page.prefix())) {
      if (entries.size() == page.size()) {
        return new Part(entries, Optional.of(name));
      }
      int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, page.prefix().length());
      if (end >= 0) {
        String common = name.substring(0, end + delimiter.length());
        entries.add(new Entry(common, null, true));
        name = names.ceiling(after(common));
      } else {
        StoredBlob blob = container.peek(name);
        if (blob != null || container.staged().containsKey(name)) {
          entries.add(new Entry(name, blob, false));
        }
        name = names.higher(name);
      }
    }
    return new Part(entries, Optional.empty());
  }

  private static NavigableSet<String> names(Container container, Page page) {
    NavigableSet<String> names = container.blobs().navigableKeySet();
    if (page.include().contains("uncommittedblobs")) {
      names = new TreeSet<>(names);
      names.addAll(container.staged().keySet());
    }
    return names;
  }

  /** Returns the least text that sorts after all that start with {@code prefix}. */
  private static String after(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  private static void write(Xml xml, Page page, String delimiter, Part part)
      throws XMLStreamException {
    xml.blobName("Prefix", page.prefix()).text("MaxResults", "" + page.size());
    if (!delimiter.isEmpty()) {
      xml.text("Delimiter", delimiter);
    }
    xml.element(
        "Blobs",
        list -> {
          for (Entry entry : part.entries()) {
            if (entry.isPrefix()) {
              list.element("BlobPrefix", one -> one.blobName("Name", entry.name()));
            } else {
              list.element("Blob", one -> write(one, entry, page));
            }
          }
        });
    xml.text("NextMarker", part.next().map(Page::marker).orElse(""));
  }

  private static void write(Xml xml, Entry entry, Page page) throws XMLStreamException {
    xml.blobName("Name", entry.name());
    StoredBlob blob = entry.blob();
    if (blob == null) {
      xml.element(
          "Properties", one -> one.text("Content-Length", "0").text("BlobType", "BlockBlob"));
      return;
    }
    xml.element("Properties", one -> writeProperties(one, blob, page));
    if (page.include().contains("metadata")) {
      xml.element("Metadata", metadata(blob.metadata()));
    }
  }

  private static void writeProperties(Xml xml, StoredBlob blob, Page page)
      throws XMLStreamException {
    xml.text("Creation-Time", HttpDates.format(blob.stamp().created()))
        .text("Last-Modified", HttpDates.format(blob.stamp().modified()))
        .text("Etag", blob.stamp().etag())
        .text("Content-Length", "" + blob.content().length());
    for (String name : BlobHeaders.NAMES) {
      xml.text(name, blob.headers().value(name).orElse(""));
    }
    xml.text("BlobType", blob.type().header());
    if (blob.type() == BlobType.BLOCK) {
      xml.text("AccessTier", "Hot").text("AccessTierInferred", "true");
    }
    xml.text("LeaseStatus", "unlocked")
        .text("LeaseState", "available")
        .text("ServerEncrypted", "true");
    if (page.include().contains("copy") && blob.copy().isPresent()) {
      StoredBlob.BlobCopy copy = blob.copy().get();
      long length = blob.content().length();
      xml.text("CopyId", copy.id())
          .text("CopySource", copy.source())
          .text("CopyStatus", "success")
          .text("CopyProgress", length + "/" + length)
          .text("CopyCompletionTime", HttpDates.format(copy.completed()));
    }
  }

  /** Returns metadata as lists have it: one element for each name. */
  static Xml.Part metadata(Map<String, String> metadata) {
    return xml -> {
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        xml.text(entry.getKey(), entry.getValue());
      }
    };
  }
}
