package io.github.lighterman.testing.blob;

import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;

/** Lists the account's containers. */
final class ContainerList {
  private static final Set<String> INCLUDABLE = Set.of("metadata", "deleted", "system");

  private final BlobStore store;
  private final String account;

  ContainerList(BlobStore store, String account) {
    this.store = store;
    this.account = account;
  }

  Answer list(Call call) {
    Page page = Page.of(call.query(), INCLUDABLE);
    String endpoint = "http://" + call.header("Host").orElse("") + "/" + account + "/";
    return Answer.of(200)
        .xml(
            Xml.document(
                "EnumerationResults",
                Map.of("ServiceEndpoint", endpoint),
                xml -> write(xml, page)));
  }

  private void write(Xml xml, Page page) throws XMLStreamException {
    xml.text("Prefix", page.prefix()).text("MaxResults", "" + page.size());
    StringBuilder next = new StringBuilder();
    xml.element(
        "Containers",
        list -> {
          int count = 0;
          for (Container container : store.containers().tailMap(page.start(), true).values()) {
            if (!container.name().startsWith(page.prefix())) {
              break;
            }
            if (count++ == page.size()) {
              next.append(Page.marker(container.name()));
              break;
            }
            list.element("Container", one -> write(one, container, page));
          }
        });
    xml.text("NextMarker", next.toString());
  }

  private static void write(Xml xml, Container container, Page page) throws XMLStreamException {
    Container.Properties properties = container.properties();
    xml.text("Name", container.name())
        .element(
            "Properties",
            inner ->
                inner
                    .text("Last-Modified", HttpDates.format(properties.stamp().modified()))
                    .text("Etag", "\"" + properties.stamp().etag() + "\"")
                    .text("LeaseStatus", "unlocked")
                    .text("LeaseState", "available")
                    .text("HasImmutabilityPolicy", "false")
                    .text("HasLegalHold", "false"));
    if (page.include().contains("metadata")) {
      xml.element("Metadata", BlobList.metadata(properties.metadata()));
    }
  }
}
