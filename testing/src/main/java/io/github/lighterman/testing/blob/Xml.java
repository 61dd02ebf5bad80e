package io.github.lighterman.testing.blob;

import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the XML of an answer. Not safe for use by several threads. */
final class Xml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter out;

  private Xml() throws XMLStreamException {
    out = FACTORY.createXMLStreamWriter(text);
    out.writeStartDocument("utf-8", "1.0");
  }

  /** Writes one part of a document. */
  interface Part {
    void write(Xml xml) throws XMLStreamException;
  }

  static String document(String root, Part content) {
    return document(root, Map.of(), content);
  }

  static String document(String root, Map<String, String> attributes, Part content) {
    try {
      Xml xml = new Xml();
      xml.element(root, attributes, content);
      xml.out.writeEndDocument();
      return xml.text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML in memory can be written", e);
    }
  }

  Xml element(String name, Part content) throws XMLStreamException {
    return element(name, Map.of(), content);
  }

  Xml element(String name, Map<String, String> attributes, Part content) throws XMLStreamException {
    out.writeStartElement(name);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      out.writeAttribute(attribute.getKey(), attribute.getValue());
    }
    content.write(this);
    out.writeEndElement();
    return this;
  }

  Xml text(String name, String value) throws XMLStreamException {
    return element(name, xml -> xml.out.writeCharacters(value));
  }

  /** Writes a blob's name or a part of one, encoded and marked as such if XML can't hold it. */
  Xml blobName(String element, String name) throws XMLStreamException {
    if (name.codePoints().allMatch(Xml::isLegal)) {
      return text(element, name);
    }
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return element(element, Map.of("Encoded", "true"), xml -> xml.out.writeCharacters(encoded));
  }

  private static boolean isLegal(int codePoint) {
    return codePoint == '\t'
        || codePoint == '\n'
        || (codePoint >= 0x20 && codePoint < Character.MIN_SURROGATE)
        || (codePoint > Character.MAX_SURROGATE && codePoint < 0xFFFE)
        || codePoint > 0xFFFF;
  }
}
