package io.github.lighterman.testing.batch.odata;

import org.jspecify.annotations.Nullable;

/** An entity as a {@link Filter} sees it. */
@FunctionalInterface
public interface FilteredEntity {
  /**
   * Returns the present value of a property.
   *
   * @param path one of the filterable properties of the list, nested ones with slashes, such as
   *     {@code executionInfo/exitCode}
   * @return a {@link String}, an {@link Integer} or {@link Long}, a {@link Boolean} or a {@link
   *     java.time.Instant}, as the property's type demands; null if the entity doesn't have it
   */
  @Nullable Object value(String path);
}
