package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The identity of the surroundings, without ever asking anybody. */
final class DefaultIdentityTest {
  /** Answers as the tokens' issuer does, and keeps the addresses that it was asked for. */
  private static final class Issuer implements HttpClient {
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
      asked.add(request.getUrl().toString());
      return Mono.just(new Token(request));
    }
  }

  private static final class Token extends HttpResponse {
    private static final byte[] BODY =
        "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"OURS\"}".getBytes(UTF_8);

    Token(HttpRequest request) {
      super(request);
    }

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public String getHeaderValue(String name) {
      return getHeaders().getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
      return new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.just(ByteBuffer.wrap(BODY));
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(BODY.clone());
    }

    @Override
    public Mono<String> getBodyAsString() {
      return getBodyAsString(UTF_8);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just(new String(BODY, charset));
    }
  }

  @Test
  void tokenIsThatOfTheSurroundings() {
    Issuer issuer = new Issuer();
    Configuration surroundings =
        new ConfigurationBuilder()
            .putProperty("AZURE_TENANT_ID", "00000000-0000-0000-0000-000000000001")
            .putProperty("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000002")
            .putProperty("AZURE_CLIENT_SECRET", "hunter2")
            .build();

    AzureAuth auth =
        DefaultIdentity.of(
            Optional.of("00000000-0000-0000-0000-000000000003"),
            builder ->
                builder.httpClient(issuer).configuration(surroundings).disableInstanceDiscovery());
    String token =
        ((AzureAuth.Identity) auth)
            .credential()
            .getTokenSync(new TokenRequestContext().addScopes("https://a.example/.default"))
            .getToken();

    assertThat(token).isEqualTo("OURS");
    assertThat(issuer.asked).allMatch(url -> url.endsWith("0001/oauth2/v2.0/token"));
    assertThat(auth).hasToString("Identity[DefaultAzureCredential]");
  }

  /** Has all classes of the class path anew, but for those of azure-identity. */
  private static final class Without extends URLClassLoader {
    Without(URL[] classPath) {
      super(classPath, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("com.azure.identity.")) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }

  @Test
  void missingArtifactIsNamed() throws Exception {
    try (URLClassLoader loader = new Without(classPath())) {
      Object provider =
          loader
              .loadClass(AzureBatchExecutorProvider.class.getName())
              .getConstructor()
              .newInstance();
      Class<?> settings = loader.loadClass("io.github.lighterman.spi.ExecutorSettings");
      Object identity =
          settings.getMethod("of", Map.class).invoke(null, Map.of("auth", "identity"));

      assertThatThrownBy(
              () -> provider.getClass().getMethod("open", settings).invoke(provider, identity))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining(
              "needs com.azure:azure-identity on the class path; add that artifact")
          .hasMessageContaining("'container' must be set");
    }
  }

  private static URL[] classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(DefaultIdentityTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
