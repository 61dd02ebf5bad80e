package io.github.lighterman.staging;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what {@code http} and {@code https} addresses lead to. Safe for use by several threads.
 *
 * <p>The client is made when it's first needed, so that an executor whose jobs name no address has
 * none of its threads.
 */
public final class Downloads {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private @Nullable HttpClient client;

  /** Creates it, without a connection yet. */
  public Downloads() {}

  /** Tells whether this can fetch from addresses of this kind. */
  public static boolean supports(URI uri) {
    return uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /**
   * Writes what the address leads to, redirects followed, to a local file whose parent is there.
   *
   * @throws IOException if it can't be had within an hour, the server answers with anything but
   *     200, or the thread is interrupted
   */
  public void fetch(URI uri, Path target) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofHours(1)).build();
    try {
      HttpResponse<Path> response =
          client().send(request, HttpResponse.BodyHandlers.ofFile(target));
      if (response.statusCode() != 200) {
        Files.delete(target);
        throw new IOException("the server answered with status " + response.statusCode());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(30))
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
    }
    return client;
  }
}
