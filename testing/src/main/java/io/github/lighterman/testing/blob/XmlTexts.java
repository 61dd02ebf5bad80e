package io.github.lighterman.testing.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML of requests, all of which is a root with texts in it. */
final class XmlTexts {
  private XmlTexts() {}

  /** Returns names and texts of the elements below {@code root}, in their order. */
  static List<Map.Entry<String, String>> read(Bytes body, String root) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader in = factory.createXMLStreamReader(body.open());
      in.nextTag();
      in.require(XMLStreamConstants.START_ELEMENT, null, root);
      List<Map.Entry<String, String>> texts = new ArrayList<>();
      while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
        texts.add(Map.entry(in.getLocalName(), in.getElementText()));
      }
      return texts;
    } catch (XMLStreamException e) {
      throw StorageError.INVALID_XML_DOCUMENT.exception(
          "It should be a " + root + ": " + e.getMessage());
    }
  }
}
