package io.github.lighterman.testing.blob;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Has a {@link BlobEmulator} for JUnit tests. Registered by a static field or by
 * {@code @ExtendWith}, it starts one for the class; registered by another field, one for each test.
 * Tests get it from {@link #emulator} or by a parameter of type {@code BlobEmulator}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final BlobEmulatorExtension blobs = new BlobEmulatorExtension();
 * }</pre>
 */
public final class BlobEmulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private final BlobEmulator.Builder builder;
  private @Nullable BlobEmulator emulator;
  private boolean ofClass;

  /** Creates an extension whose emulator has the defaults. */
  public BlobEmulatorExtension() {
    this(BlobEmulator.builder());
  }

  /** Creates an extension whose emulator is built by {@code builder}. */
  public BlobEmulatorExtension(BlobEmulator.Builder builder) {
    this.builder = requireNonNull(builder, "builder");
  }

  /**
   * Returns the emulator.
   *
   * @throws IllegalStateException if no test is running
   */
  public BlobEmulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException("the emulator is there only while a test runs");
    }
    return emulator;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofClass = true;
    emulator = builder.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!ofClass) {
      emulator = builder.start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!ofClass) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void close() {
    if (emulator != null) {
      emulator.close();
      emulator = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BlobEmulator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return emulator();
  }
}
