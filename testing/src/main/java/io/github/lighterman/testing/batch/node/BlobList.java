package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A page of the list of a container's blobs.
 *
 * @param names the blobs' names
 * @param nextMarker where the next page begins, or empty after the last one
 */
record BlobList(List<String> names, String nextMarker) {
  static BlobList read(InputStream body) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(body);
      try {
        return read(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw new IOException("the list of blobs can't be read: " + e.getMessage(), e);
    }
  }

  private static BlobList read(XMLStreamReader xml) throws XMLStreamException {
    List<String> names = new ArrayList<>();
    String marker = "";
    boolean inBlob = false;
    while (xml.hasNext()) {
      int event = xml.next();
      boolean start = event == XMLStreamConstants.START_ELEMENT;
      if (start && xml.getLocalName().equals("Blob")) {
        inBlob = true;
      } else if (start && inBlob && xml.getLocalName().equals("Name")) {
        // What else a blob has may have names, too. Characters that XML can't hold come escaped.
        inBlob = false;
        boolean encoded = "true".equals(xml.getAttributeValue(null, "Encoded"));
        String name = xml.getElementText();
        names.add(
            encoded ? URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8) : name);
      } else if (start && xml.getLocalName().equals("NextMarker")) {
        marker = xml.getElementText();
      }
    }
    return new BlobList(List.copyOf(names), marker);
  }
}
