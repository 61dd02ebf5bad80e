package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets that are looked for, in all the forms in which they may be written. */
final class Canaries {
  private final Map<String, byte[]> forms = new LinkedHashMap<>();

  /** Looks for this one from now on. */
  Canaries add(String name, String secret) {
    put(name, secret);
    put(name + ", percent-encoded", URLEncoder.encode(secret, UTF_8));
    put(name + ", as JSON", secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
    put(name + ", for XML", secret.replace("&", "&amp;"));
    // In Base64 it looks otherwise at each of three places, and its edges depend on what is around.
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = ("x".repeat(shift) + secret).getBytes(UTF_8);
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      put(name + ", in Base64", text.substring(shift == 0 ? 0 : 4, text.length() - 2));
    }
    return this;
  }

  private void put(String form, String text) {
    forms.put(form + " (" + forms.size() + ")", text.getBytes(UTF_8));
  }

  /** Returns which are in there. */
  List<String> in(byte[] bytes) {
    List<String> found = new ArrayList<>();
    String text = new String(bytes, ISO_8859_1);
    forms.forEach(
        (form, wanted) -> {
          if (text.contains(new String(wanted, ISO_8859_1))) {
            found.add(form);
          }
        });
    return found;
  }

  List<String> in(String text) {
    return in(text.getBytes(UTF_8));
  }
}
