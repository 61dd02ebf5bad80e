package io.github.lighterman.testing.batch;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.batch.fault.InjectedFault;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that starts a new {@link BatchEmulator} before each test, and closes it after,
 * however the test ends. Register it in a field of the test, or name it in {@code @ExtendWith} if
 * the defaults will do and take the emulator as a parameter:
 *
 * <pre>{@code
 * @RegisterExtension
 * final BatchEmulatorExtension batch =
 *     BatchEmulatorExtension.with(builder -> builder.activeJobQuota(3));
 *
 * @Test
 * void busyServiceIsAskedAgain() {
 *   batch.inject(FaultRule.of(Fault.SERVER_BUSY).on("Job_Add").times(1));
 *   submit(batch.endpoint(), batch.accountName(), batch.accountKey());
 *   assertThat(batch.requestCount("Job_Add")).isEqualTo(2);
 * }
 * }</pre>
 *
 * <p>The emulator is there in {@code @BeforeEach} and {@code @AfterEach} methods too, but not in
 * constructors, {@code @BeforeAll} and {@code @AfterAll} methods. Tests that run at the same time
 * have an emulator each; if they share an extension in a static field, they have to take theirs as
 * a parameter.
 */
public final class BatchEmulatorExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private final Consumer<BatchEmulatorBuilder> settings;
  private final Map<String, BatchEmulator> running = new ConcurrentHashMap<>();

  /** Creates an extension with the emulator's defaults, as {@link #create} does. For JUnit. */
  public BatchEmulatorExtension() {
    this(builder -> {});
  }

  private BatchEmulatorExtension(Consumer<BatchEmulatorBuilder> settings) {
    this.settings = settings;
  }

  /** Returns an extension with the emulator's defaults: each task succeeds in no time. */
  public static BatchEmulatorExtension create() {
    return new BatchEmulatorExtension();
  }

  /**
   * Returns an extension whose emulators are as the settings say. They're asked for each test anew,
   * and so have to make a new clock and a new execution each time if they set one.
   */
  public static BatchEmulatorExtension with(Consumer<BatchEmulatorBuilder> settings) {
    return new BatchEmulatorExtension(requireNonNull(settings, "settings"));
  }

  /**
   * Returns the emulator of the test that runs.
   *
   * @throws IllegalStateException if no test runs, or several that share this extension do
   */
  public BatchEmulator emulator() {
    Collection<BatchEmulator> all = List.copyOf(running.values());
    if (all.size() != 1) {
      throw new IllegalStateException(
          all.isEmpty()
              ? "there is an emulator only while a test runs, from @BeforeEach to @AfterEach"
              : all.size()
                  + " tests run at the same time and share this extension; take the emulator as a"
                  + " parameter of the test, or keep the extension in a field that isn't static");
    }
    return all.iterator().next();
  }

  /** Returns the account's URL, as {@link BatchEmulator#endpoint} does. */
  public URI endpoint() {
    return emulator().endpoint();
  }

  /** Returns the account's name. */
  public String accountName() {
    return emulator().accountName();
  }

  /** Returns the account's key in Base64. */
  public String accountKey() {
    return emulator().accountKey();
  }

  /** Returns the test's last requests, as {@link BatchEmulator#requests} does. */
  public List<RecordedRequest> requests() {
    return emulator().requests();
  }

  /** Returns how many requests the test has made for an operation, such as {@code Job_Add}. */
  public long requestCount(String operation) {
    return emulator().requestCount(operation);
  }

  /** Returns how many requests the test has made for each operation that it asked for. */
  public Map<String, Long> requestCounts() {
    return emulator().requestCounts();
  }

  /** Returns all pools, nodes, jobs and tasks as they are now. */
  public BatchSnapshot snapshot() {
    return emulator().snapshot();
  }

  /** Has something go wrong from now on until the test ends, as {@link BatchEmulator#inject}. */
  public void inject(FaultRule rule) {
    emulator().inject(rule);
  }

  /** Has nothing go wrong any more, as {@link BatchEmulator#clearFaults}. */
  public void clearFaults() {
    emulator().clearFaults();
  }

  /** Returns the rules in place and how often each has struck. */
  public List<InjectedFault> faults() {
    return emulator().faults();
  }

  /** Returns how often a fault has struck in the test. */
  public long faultCount(Fault fault) {
    return emulator().faultCount(fault);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    BatchEmulatorBuilder builder = BatchEmulator.builder();
    settings.accept(builder);
    running.put(context.getUniqueId(), builder.start());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    BatchEmulator emulator = running.remove(context.getUniqueId());
    // Another extension may have kept ours from being called before the test.
    if (emulator != null) {
      emulator.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BatchEmulator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    BatchEmulator emulator = running.get(context.getUniqueId());
    if (emulator == null) {
      throw new ParameterResolutionException(
          "there is an emulator only while a test runs: "
              + parameter.getDeclaringExecutable()
              + " can't have one; take it in the test or in a @BeforeEach method");
    }
    return emulator;
  }
}
