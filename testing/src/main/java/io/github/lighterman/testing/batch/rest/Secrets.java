package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What the service takes but never shows again. */
final class Secrets {
  private static final Set<String> NAMES =
      Set.of("password", "accountKey", "sasKey", "sshPrivateKey", "protectedSettings");
  private static final Set<String> HOLDERS =
      Set.of(
          "containerSettings",
          "virtualMachineConfiguration",
          "userAccounts",
          "mountConfiguration",
          "startTask",
          "jobManagerTask",
          "jobPreparationTask",
          "jobReleaseTask",
          "poolInfo");

  private Secrets() {}

  /** Takes secrets out of what is about to be shown; parts that hold some are copied first. */
  static ObjectNode hide(ObjectNode shown) {
    for (String holder : HOLDERS) {
      JsonNode part = shown.get(holder);
      if (part != null && holdsAny(part)) {
        JsonNode copy = part.deepCopy();
        remove(copy);
        shown.set(holder, copy);
      }
    }
    return shown;
  }

  private static boolean holdsAny(JsonNode node) {
    for (String name : NAMES) {
      if (node.findValue(name) != null) {
        return true;
      }
    }
    return false;
  }

  private static void remove(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(NAMES);
    }
    node.forEach(Secrets::remove);
  }
}
