package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the parts of a {@link PoolSpec} may hold. No message repeats more than a name. */
final class PoolRules {
  private static final Pattern RESOURCE =
      Pattern.compile("/subscriptions/[^/\\s]+(/[^/\\s?]+)+", Pattern.CASE_INSENSITIVE);

  private PoolRules() {}

  static int range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %,d to %,d, not %,d", name, least, most, value));
    }
    return value;
  }

  /** Returns the text, which matches the pattern; {@code rule} completes "must be". */
  static String text(String name, String value, String pattern, String rule) {
    if (!requireNonNull(value, name).matches(pattern)) {
      throw new IllegalArgumentException(
          name + " must be " + rule + ", not '" + SignedUrls.redact(value) + "'");
    }
    return value;
  }

  /** Returns the id of something that Azure's resource manager knows, of a form such as this. */
  static String resourceId(String name, String value, String form) {
    boolean is = RESOURCE.matcher(requireNonNull(value, name)).matches();
    if (!is || value.split("/", -1).length < form.split("/", -1).length) {
      throw new IllegalArgumentException(
          name
              + " must be a resource id such as "
              + form
              + ", not '"
              + SignedUrls.redact(value)
              + "'");
    }
    return value;
  }

  /** Returns an unmodifiable copy in the order of the keys, so that its text is always the same. */
  static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(map)));
  }
}
