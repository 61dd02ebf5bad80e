package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.Grant.Identity;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The operations on the account. */
final class AccountCalls {
  private final DelegationKeys keys;

  AccountCalls(DelegationKeys keys) {
    this.keys = keys;
  }

  Answer information(Call call) {
    return Answer.of(200)
        .header("x-ms-sku-name", "Standard_LRS")
        .header("x-ms-account-kind", "StorageV2")
        .header("x-ms-is-hns-enabled", "false");
  }

  Answer delegationKey(Call call) throws IOException {
    Identity identity =
        call.grant()
            .identity()
            .orElseThrow(
                () ->
                    StorageError.AUTHENTICATION_FAILED.exception(
                        "A user delegation key is given only for a bearer token."));
    Map<String, String> asked = new HashMap<>();
    for (Map.Entry<String, String> entry : XmlTexts.read(call.body(Call.LARGEST_TEXT), "KeyInfo")) {
      asked.put(entry.getKey(), entry.getValue());
    }
    String start = required(asked, "Start");
    String expiry = required(asked, "Expiry");
    String version = call.header("x-ms-version").orElse(BlobEmulator.VERSION);
    String value = keys.value(identity, start, expiry, version);
    return Answer.of(200)
        .xml(
            Xml.document(
                "UserDelegationKey",
                xml ->
                    xml.text("SignedOid", identity.objectId())
                        .text("SignedTid", identity.tenantId())
                        .text("SignedStart", start)
                        .text("SignedExpiry", expiry)
                        .text("SignedService", "b")
                        .text("SignedVersion", version)
                        .text("Value", value)));
  }

  private static String required(Map<String, String> asked, String name) {
    String value = asked.get(name);
    if (value == null) {
      throw StorageError.INVALID_XML_DOCUMENT.exception("KeyInfo needs " + name + ".");
    }
    return value;
  }
}
