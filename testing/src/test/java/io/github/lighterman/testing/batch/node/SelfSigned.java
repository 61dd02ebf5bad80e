package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key for {@code localhost} that nobody trusts but whoever is told to.
 *
 * @param keys the key with its certificate
 */
record SelfSigned(KeyStore keys) {
  private static final String PASSWORD = "changeit";

  /** Makes one, with a file in a directory. */
  static SelfSigned create(Path directory) throws Exception {
    Path file = directory.resolve("keys");
    if (!Files.exists(file)) {
      Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
      List<String> argv =
          List.of(
              keytool.toString(),
              "-genkeypair",
              "-keyalg",
              "EC",
              "-dname",
              "CN=localhost",
              "-ext",
              "SAN=dns:localhost",
              "-keystore",
              file.toString(),
              "-storepass",
              PASSWORD,
              "-alias",
              "a");
      ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
      assertThat(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor())
          .isZero();
    }
    return new SelfSigned(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
  }

  /** Returns what a server has that shows this key. */
  SSLContext server() throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** Returns what a client has that trusts this key alone. */
  SSLContext client() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
