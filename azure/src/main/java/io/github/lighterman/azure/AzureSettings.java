package io.github.lighterman.azure;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The settings of an {@link AzureBatchExecutor}, and the arrow from them to its configuration. */
final class AzureSettings {
  private static final Setting<Auth> AUTH =
      Setting.choice(
          "auth",
          Auth.class,
          "How both services are told who asks: by keys or a signature, or by the identity that"
              + " this process has, for which com.azure:azure-identity must be on the class path."
              + " Default: key");
  private static final Setting<String> CLIENT_ID =
      AccountSetting.required(
          "client-id",
          "Which managed identity to use, with auth=identity. Default: $AZURE_CLIENT_ID, or the"
              + " only one");
  private static final Setting<String> CONTAINER =
      AccountSetting.required("container", "The container that all blobs lie in, which is there");
  private static final Setting<String> PREFIX =
      Setting.text(
          "prefix",
          "What every blob's name starts with: nothing, or names with a slash after each."
              + " Default: lighterman/");
  private static final Setting<String> NODE_IDENTITY =
      AccountSetting.required(
          "node-identity",
          "The resource id of the pool's managed identity with which nodes reach storage."
              + " Default: none, they get signed addresses");
  private static final Setting<InputCache> INPUT_CACHE =
      Setting.choice(
          "input-cache",
          InputCache.class,
          "Whether uploaded inputs go with their run or are kept for later ones. Default: run");
  private static final Setting<Elevation> ELEVATION =
      Setting.choice(
          "elevation", Elevation.class, "With which rights commands run. Default: non-admin");
  private static final Setting<Integer> CAPACITY =
      Setting.integer(
          "capacity", 1, 10_000_000, "How many jobs of a run may be live. Default: 1,000,000");
  private static final Setting<Integer> PARALLEL_TRANSFERS =
      Setting.integer(
          "parallel-transfers",
          1,
          256,
          "How many files are uploaded or downloaded at once. Default: 16");
  private static final Setting<Integer> PARALLEL_REQUESTS =
      Setting.integer(
          "parallel-requests",
          1,
          256,
          "How many requests to Batch are under way at once. Default: 8");
  private static final Setting<Duration> POLL_INTERVAL =
      duration(
          "poll-interval", "10ms", "How often to look at tasks when much happens. Default: 2s");
  private static final Setting<Duration> LONGEST_POLL_INTERVAL =
      duration(
          "longest-poll-interval",
          "10ms",
          "How often to look at tasks when nothing happens. Default: 20s");
  private static final Setting<Duration> RETRY_TIME =
      Setting.duration("retry-time", "For how long one request is tried again. Default: 2m");
  private static final Setting<Duration> SIGNATURE_LIFE =
      duration(
          "signature-life",
          "1m",
          "How long signed addresses that nodes get are good, which must cover waiting and running."
              + " Default: 7d");
  private static final Setting<Duration> DRIVER_LEASE =
      duration(
          "driver-lease",
          "1s",
          "After which silence another driver may take a run over. Default: 2m");
  private static final Setting<Duration> CLOSE_GRACE =
      Setting.duration(
          "close-grace", "How long a close waits for cancelled jobs to end. Default: 2m");
  private static final Setting<Duration> NODE_RETENTION =
      duration("node-retention", "1m", "How long a task's files stay on its node. Default: 1d");

  /** How both services are told who asks. */
  enum Auth {
    KEY,
    IDENTITY
  }

  /** Returns the identity that this process has; the client id says which, if there are several. */
  @FunctionalInterface
  interface Identities extends Function<Optional<String>, AzureAuth> {}

  private final Map<String, String> variables;
  private final Identities identities;

  AzureSettings(Map<String, String> variables, Identities identities) {
    this.variables = Map.copyOf(variables);
    this.identities = identities;
  }

  /** Returns all, in the order in which people look for them. */
  static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>();
    AccountSetting.ALL.stream().map(AccountSetting::setting).forEach(all::add);
    all.addAll(List.of(AUTH, CLIENT_ID, CONTAINER, PREFIX));
    all.addAll(PoolSettings.all());
    all.addAll(PoolPolicySettings.ALL);
    all.addAll(List.of(NODE_IDENTITY, INPUT_CACHE, ELEVATION, CAPACITY));
    all.addAll(List.of(PARALLEL_TRANSFERS, PARALLEL_REQUESTS, POLL_INTERVAL));
    all.addAll(List.of(LONGEST_POLL_INTERVAL, RETRY_TIME, SIGNATURE_LIFE, DRIVER_LEASE));
    all.addAll(List.of(CLOSE_GRACE, NODE_RETENTION));
    return List.copyOf(all);
  }

  /**
   * Returns the configuration.
   *
   * @throws InvalidSettingException if a setting is unknown, can't be read, is missing or does not
   *     go with another; the message lists all of them
   */
  AzureBatchConfig config(ExecutorSettings settings) {
    settings.check(AzureBatchExecutor.NAME, all());
    AzureBatchConfig.Builder config = AzureBatchConfig.builder();
    List<String> problems = new ArrayList<>();
    accounts(settings, config, problems);
    if (settings.get(CONTAINER).isEmpty()) {
      problems.add("'container' must be set");
    }
    settings.get(CONTAINER).ifPresent(name -> tryOut(problems, name, config::container));
    settings.get(PREFIX).ifPresent(prefix -> tryOut(problems, prefix, config::prefix));
    PoolSettings.choice(settings, problems).ifPresent(config::pool);
    config.poolPolicy(PoolPolicySettings.policy(settings));
    poll(settings, config, problems);
    rest(settings, config);
    if (!problems.isEmpty()) {
      throw invalid(String.join("; ", problems));
    }
    try {
      return config.build();
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private void accounts(
      ExecutorSettings settings, AzureBatchConfig.Builder config, List<String> problems) {
    AccountAccess access = new AccountAccess(new SettingOrigins(settings, variables));
    if (settings.get(AUTH).filter(auth -> auth == Auth.IDENTITY).isPresent()) {
      identity(settings.get(CLIENT_ID), problems)
          .ifPresentOrElse(identity -> access.apply(config, identity), access::refuseKeys);
    } else {
      access.apply(config);
      if (settings.get(CLIENT_ID).isPresent()) {
        problems.add("setting 'client-id' is for auth=identity; set that, or leave it out");
      }
    }
    problems.addAll(access.problems());
    access.missing().forEach(what -> problems.add(what + " must be set"));
  }

  private Optional<AzureAuth> identity(Optional<String> clientId, List<String> problems) {
    try {
      return Optional.of(identities.apply(clientId));
    } catch (NoClassDefFoundError e) {
      problems.add(
          "auth=identity needs com.azure:azure-identity on the class path; add that artifact, or"
              + " open the executor with an AzureBatchConfig and a credential of your own");
      return Optional.empty();
    }
  }

  private static void poll(
      ExecutorSettings settings, AzureBatchConfig.Builder config, List<String> problems) {
    Duration shortest = settings.get(POLL_INTERVAL).orElse(AzureBatchConfig.POLL_INTERVAL);
    Optional<Duration> longest = settings.get(LONGEST_POLL_INTERVAL);
    if (longest.filter(each -> each.compareTo(shortest) < 0).isPresent()) {
      problems.add("'longest-poll-interval' must not be less than 'poll-interval', by default 2s");
    } else {
      Duration usual = AzureBatchConfig.LONGEST_POLL_INTERVAL;
      config.pollInterval(
          shortest, longest.orElse(shortest.compareTo(usual) > 0 ? shortest : usual));
    }
  }

  private static void rest(ExecutorSettings settings, AzureBatchConfig.Builder config) {
    settings.get(NODE_IDENTITY).ifPresent(config::nodeIdentity);
    settings.get(INPUT_CACHE).ifPresent(config::inputCache);
    settings.get(ELEVATION).ifPresent(config::elevation);
    settings.get(CAPACITY).ifPresent(config::capacity);
    settings.get(PARALLEL_TRANSFERS).ifPresent(config::parallelTransfers);
    settings.get(PARALLEL_REQUESTS).ifPresent(config::parallelRequests);
    settings.get(RETRY_TIME).ifPresent(config::retryTime);
    settings.get(SIGNATURE_LIFE).ifPresent(config::signatureLife);
    settings.get(DRIVER_LEASE).ifPresent(config::driverLease);
    settings.get(CLOSE_GRACE).ifPresent(config::closeGrace);
    settings.get(NODE_RETENTION).ifPresent(config::nodeRetention);
  }

  private static void tryOut(List<String> problems, String value, Consumer<String> config) {
    try {
      config.accept(value);
    } catch (IllegalArgumentException e) {
      problems.add("setting " + e.getMessage());
    }
  }

  static InvalidSettingException invalid(String why) {
    return new InvalidSettingException(
        "executor '" + AzureBatchExecutor.NAME + "' can't be opened: " + why);
  }

  private static Setting<Duration> duration(String name, String least, String description) {
    Setting<Duration> any = Setting.duration(name, description);
    Duration shortest = any.parser().apply(least);
    return new Setting<>(
        name,
        any.type() + ", " + least + " or more",
        description,
        any.sensitivity(),
        text -> {
          Duration value = any.parser().apply(text);
          if (value.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("too short");
          }
          return value;
        });
  }
}
