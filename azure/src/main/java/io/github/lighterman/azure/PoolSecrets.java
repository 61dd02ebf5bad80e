package io.github.lighterman.azure;

import io.github.lighterman.SecretRef;
import io.github.lighterman.spi.SecretResolver;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of all secrets that a pool needs, fetched just before it's made. Shows none. */
final class PoolSecrets {
  private final Map<SecretRef, String> values;

  private PoolSecrets(Map<SecretRef, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns those of a pool that needs none. */
  static PoolSecrets none() {
    return new PoolSecrets(Map.of());
  }

  /**
   * Fetches all.
   *
   * @throws BatchException if one can't be had or is empty; it names the reference, never a value
   */
  static PoolSecrets of(PoolSpec spec, SecretResolver resolver) throws BatchException {
    Map<SecretRef, String> values = new HashMap<>();
    for (SecretRef reference : references(spec)) {
      String value;
      try {
        value = resolver.resolve(reference);
      } catch (IOException e) {
        throw missing(spec, reference, String.valueOf(e.getMessage()), e);
      }
      if (value.isBlank()) {
        throw missing(spec, reference, "it's empty", null);
      }
      values.put(reference, value);
    }
    return new PoolSecrets(values);
  }

  /** Returns the value of a secret that the pool needs. */
  String value(SecretRef reference) {
    return Optional.ofNullable(values.get(reference)).orElseThrow();
  }

  /** Returns the failure of a request that held them, whose answer may repeat what it refuses. */
  BatchException hidden(BatchException e) {
    String message = String.valueOf(e.getMessage());
    String hidden = message;
    for (String value : values.values()) {
      hidden = hidden.replace(value, "(not shown)");
    }
    return hidden.equals(message) ? e : new BatchException(e.kind(), e.code(), hidden, null);
  }

  @Override
  public String toString() {
    return "PoolSecrets[" + values.size() + " (not shown)]";
  }

  private static Set<SecretRef> references(PoolSpec spec) {
    Set<SecretRef> all = new LinkedHashSet<>();
    for (Registry registry : spec.containers().registries()) {
      if (registry.auth() instanceof RegistryAuth.Password password) {
        all.add(password.password());
      }
    }
    for (PoolMount mount : spec.mounts()) {
      if (mount instanceof PoolMount.AzureFiles files) {
        all.add(files.key());
      } else if (mount instanceof PoolMount.Blobfuse blob) {
        if (blob.auth() instanceof MountAuth.Key key) {
          all.add(key.key());
        } else if (blob.auth() instanceof MountAuth.Sas sas) {
          all.add(sas.sas());
        }
      }
    }
    return all;
  }

  private static BatchException missing(
      PoolSpec spec, SecretRef reference, String why, @Nullable IOException cause) {
    return new BatchException(
        BatchException.Kind.INVALID,
        "",
        "pool '"
            + spec.name()
            + "' needs the secret "
            + reference.reference()
            + ", which can't be had: "
            + why
            + "; put it there, or name another place",
        cause);
  }
}
