package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.spi.ExecutorSettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that an {@link AzureBatchExecutor} has to know. Immutable, and safe for use by several
 * threads. Addresses are values, never made of an account's name, so that every cloud and every
 * emulator will do.
 */
public final class AzureBatchConfig {
  // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
  private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](-?[a-z0-9]){2,62}");
  static final Duration POLL_INTERVAL = Duration.ofSeconds(2);
  static final Duration LONGEST_POLL_INTERVAL = Duration.ofSeconds(20);

  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/)*");

  private final URI batchEndpoint;
  private final AzureAuth batchAuth;
  private final URI storageEndpoint;
  private final AzureAuth storageAuth;
  private final String container;
  private final String prefix;
  private final PoolChoice pool;
  private final PoolPolicy poolPolicy;
  private final Optional<String> nodeIdentity;
  private final InputCache inputCache;
  private final Elevation elevation;
  private final int capacity;
  private final int parallelTransfers;
  private final int parallelRequests;
  private final Duration pollInterval;
  private final Duration longestPollInterval;
  private final Duration retryTime;
  private final Duration signatureLife;
  private final Duration driverLease;
  private final Duration closeGrace;
  private final Duration nodeRetention;

  private AzureBatchConfig(Builder builder) {
    requireAll(builder);
    batchEndpoint = required("batchEndpoint", builder.batchEndpoint);
    batchAuth = required("batchAuth", builder.batchAuth);
    storageEndpoint = required("storageEndpoint", builder.storageEndpoint);
    storageAuth = required("storageAuth", builder.storageAuth);
    container = required("container", builder.container);
    pool = required("pool", builder.pool);
    poolPolicy = builder.poolPolicy;
    prefix = builder.prefix;
    nodeIdentity = builder.nodeIdentity;
    inputCache = builder.inputCache;
    elevation = builder.elevation;
    capacity = builder.capacity;
    parallelTransfers = builder.parallelTransfers;
    parallelRequests = builder.parallelRequests;
    pollInterval = builder.pollInterval;
    longestPollInterval = max(builder.longestPollInterval, builder.pollInterval);
    retryTime = builder.retryTime;
    signatureLife = builder.signatureLife;
    driverLease = builder.driverLease;
    closeGrace = builder.closeGrace;
    nodeRetention = builder.nodeRetention;
    if (batchAuth instanceof AzureAuth.Sas) {
      throw new IllegalArgumentException(
          "batchAuth must be a shared key or an identity: Batch knows no shared access signatures");
    }
    requireIdentity();
  }

  // https://learn.microsoft.com/azure/batch/batch-virtual-network and .../batch-sig-images
  private void requireIdentity() {
    if (!(batchAuth instanceof AzureAuth.SharedKey)) {
      return;
    }
    List<PoolSpec> specs =
        pool instanceof PoolSpec one
            ? List.of(one)
            : pool instanceof PoolChoice.Several several ? several.specs() : List.of();
    for (PoolSpec spec : specs) {
      boolean subnet = spec.network().subnetId().isPresent();
      if (subnet || spec.image() instanceof PoolImage.Gallery) {
        throw new IllegalArgumentException(
            "pool '"
                + spec.name()
                + "': Batch takes no key for a pool "
                + (subnet ? "in a subnet" : "with a gallery's image")
                + "; set batchAuth to an identity");
      }
    }
  }

  /**
   * Returns a builder. Batch's and storage's endpoint and auth, the container and the pool must be
   * set; the defaults of all else stand with the builder's methods.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder that starts with what the environment variables say which Azure's own tools
   * read: {@code AZURE_BATCH_ENDPOINT}, {@code AZURE_BATCH_ACCOUNT}, {@code
   * AZURE_BATCH_ACCESS_KEY}, and for storage {@code AZURE_STORAGE_CONNECTION_STRING}, or else
   * {@code AZURE_STORAGE_BLOB_ENDPOINT} or {@code AZURE_STORAGE_SERVICE_ENDPOINT} with {@code
   * AZURE_STORAGE_SAS_TOKEN}, or else with {@code AZURE_STORAGE_ACCOUNT} and {@code
   * AZURE_STORAGE_KEY}. What they leave out must be set before the configuration is built.
   *
   * @param variables such as {@link System#getenv()}
   * @throws IllegalArgumentException if one can't be read, or needs another one that isn't there
   */
  public static Builder ofEnvironment(Map<String, String> variables) {
    Builder builder = builder();
    AccountAccess access =
        new AccountAccess(new SettingOrigins(ExecutorSettings.of(Map.of()), variables));
    access.apply(builder);
    if (!access.problems().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", access.problems()));
    }
    return builder;
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder()
        .batchEndpoint(batchEndpoint)
        .batchAuth(batchAuth)
        .storageEndpoint(storageEndpoint)
        .storageAuth(storageAuth)
        .container(container)
        .prefix(prefix)
        .pool(pool)
        .poolPolicy(poolPolicy)
        .nodeIdentity(nodeIdentity)
        .inputCache(inputCache)
        .elevation(elevation)
        .capacity(capacity)
        .parallelTransfers(parallelTransfers)
        .parallelRequests(parallelRequests)
        .pollInterval(pollInterval, longestPollInterval)
        .retryTime(retryTime)
        .signatureLife(signatureLife)
        .driverLease(driverLease)
        .closeGrace(closeGrace)
        .nodeRetention(nodeRetention);
  }

  /** Returns the Batch account's address. */
  public URI batchEndpoint() {
    return batchEndpoint;
  }

  /** Returns how Batch is told who asks. */
  public AzureAuth batchAuth() {
    return batchAuth;
  }

  /** Returns the Blob service's address. */
  public URI storageEndpoint() {
    return storageEndpoint;
  }

  /** Returns how storage is told who asks. */
  public AzureAuth storageAuth() {
    return storageAuth;
  }

  /** Returns the container that all blobs lie in. */
  public String container() {
    return container;
  }

  /** Returns what every blob's name starts with; empty, or it ends with a slash. */
  public String prefix() {
    return prefix;
  }

  /** Returns in which pool jobs are carried out. */
  public PoolChoice pool() {
    return pool;
  }

  /** Returns how pools are dealt with. */
  public PoolPolicy poolPolicy() {
    return poolPolicy;
  }

  /** Returns the pool's managed identity with which nodes reach storage, if it's one. */
  public Optional<String> nodeIdentity() {
    return nodeIdentity;
  }

  /** Returns how long uploaded inputs are kept. */
  public InputCache inputCache() {
    return inputCache;
  }

  /** Returns with which rights commands run. */
  public Elevation elevation() {
    return elevation;
  }

  /** Returns how many jobs of a run may be live. */
  public int capacity() {
    return capacity;
  }

  /** Returns how many files are uploaded or downloaded at once. */
  public int parallelTransfers() {
    return parallelTransfers;
  }

  /** Returns how many requests to Batch are under way at once. */
  public int parallelRequests() {
    return parallelRequests;
  }

  /** Returns how long to wait between two looks at the tasks when much happens. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** Returns how long to wait between two looks at the tasks when nothing happens. */
  public Duration longestPollInterval() {
    return longestPollInterval;
  }

  /** Returns for how long one request is tried again. */
  public Duration retryTime() {
    return retryTime;
  }

  /** Returns how long signed addresses that nodes get are good. */
  public Duration signatureLife() {
    return signatureLife;
  }

  /** Returns after which silence another driver may take a run over. */
  public Duration driverLease() {
    return driverLease;
  }

  /** Returns how long a close waits for cancelled jobs to end. */
  public Duration closeGrace() {
    return closeGrace;
  }

  /** Returns how long a task's files stay on its node. */
  public Duration nodeRetention() {
    return nodeRetention;
  }

  /** Names where it is and leaves out how to get in. */
  @Override
  public String toString() {
    return "AzureBatchConfig["
        + SignedUrls.redact(batchEndpoint)
        + ", "
        + SignedUrls.redact(storageEndpoint)
        + ", "
        + container
        + "/"
        + prefix
        + ", "
        + pool
        + "]";
  }

  private static void requireAll(Builder builder) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("batchEndpoint", builder.batchEndpoint);
    all.put("batchAuth", builder.batchAuth);
    all.put("storageEndpoint", builder.storageEndpoint);
    all.put("storageAuth", builder.storageAuth);
    all.put("container", builder.container);
    all.put("pool", builder.pool);
    all.values().removeIf(value -> value != null);
    if (!all.isEmpty()) {
      throw new IllegalArgumentException(String.join(", ", all.keySet()) + " must be set");
    }
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be set");
    }
    return value;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** Builds an {@link AzureBatchConfig}. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable URI batchEndpoint;
    private @Nullable AzureAuth batchAuth;
    private @Nullable URI storageEndpoint;
    private @Nullable AzureAuth storageAuth;
    private @Nullable String container;
    private @Nullable PoolChoice pool;
    private PoolPolicy poolPolicy = PoolPolicy.ofDefaults();
    private String prefix = "lighterman/";
    private Optional<String> nodeIdentity = Optional.empty();
    private InputCache inputCache = InputCache.RUN;
    private Elevation elevation = Elevation.NON_ADMIN;
    private int capacity = 1_000_000;
    private int parallelTransfers = 16;
    private int parallelRequests = 8;
    private Duration pollInterval = POLL_INTERVAL;
    private Duration longestPollInterval = LONGEST_POLL_INTERVAL;
    private Duration retryTime = Duration.ofMinutes(2);
    private Duration signatureLife = Duration.ofDays(7);
    private Duration driverLease = Duration.ofMinutes(2);
    private Duration closeGrace = Duration.ofMinutes(2);
    private Duration nodeRetention = Duration.ofDays(1);

    private Builder() {}

    /** Sets the Batch account's address, such as {@code https://me.westeurope.batch.azure.com}. */
    public Builder batchEndpoint(URI uri) {
      this.batchEndpoint = endpoint("batchEndpoint", uri);
      return this;
    }

    /** Sets how Batch is told who asks: a shared key or an identity. */
    public Builder batchAuth(AzureAuth auth) {
      this.batchAuth = requireNonNull(auth, "auth");
      return this;
    }

    /** Sets the Blob service's address, such as {@code https://me.blob.core.windows.net}. */
    public Builder storageEndpoint(URI uri) {
      this.storageEndpoint = endpoint("storageEndpoint", uri);
      return this;
    }

    /** Sets how storage is told who asks. */
    public Builder storageAuth(AzureAuth auth) {
      this.storageAuth = requireNonNull(auth, "auth");
      return this;
    }

    /**
     * Sets the container that all blobs lie in. It must be there.
     *
     * @throws IllegalArgumentException if Azure would refuse the name
     */
    public Builder container(String name) {
      if (!CONTAINER.matcher(name).matches() || name.length() > 63) {
        throw new IllegalArgumentException(
            "container '"
                + SignedUrls.redact(name)
                + "' must have 3 to 63 lower-case letters, digits and single hyphens between them");
      }
      this.container = name;
      return this;
    }

    /**
     * Sets what every blob's name starts with: nothing, or letters, digits, {@code . _ -} and
     * slashes, the last one a slash, 200 characters at most. Default: {@code lighterman/}.
     *
     * @throws IllegalArgumentException if it's anything else
     */
    public Builder prefix(String prefix) {
      if (!PREFIX.matcher(prefix).matches() || prefix.length() > 200) {
        throw new IllegalArgumentException(
            "prefix '"
                + SignedUrls.redact(prefix)
                + "' must be empty or names of letters, digits, '.', '_' and '-' with a slash after"
                + " each, 200 characters at most");
      }
      this.prefix = prefix;
      return this;
    }

    /** Sets in which pool jobs are carried out. */
    public Builder pool(PoolChoice pool) {
      this.pool = requireNonNull(pool, "pool");
      return this;
    }

    /** Sets how pools are dealt with. Default: {@link PoolPolicy#ofDefaults()}. */
    public Builder poolPolicy(PoolPolicy policy) {
      this.poolPolicy = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Sets the resource id of a managed identity that the pool has, with which nodes reach storage
     * instead of by signed addresses. Default: signed addresses.
     */
    public Builder nodeIdentity(String resourceId) {
      return nodeIdentity(Optional.of(resourceId));
    }

    private Builder nodeIdentity(Optional<String> resourceId) {
      this.nodeIdentity = resourceId;
      return this;
    }

    /** Sets how long uploaded inputs are kept. Default: {@link InputCache#RUN}. */
    public Builder inputCache(InputCache cache) {
      this.inputCache = requireNonNull(cache, "cache");
      return this;
    }

    /** Sets with which rights commands run. Default: {@link Elevation#NON_ADMIN}. */
    public Builder elevation(Elevation elevation) {
      this.elevation = requireNonNull(elevation, "elevation");
      return this;
    }

    /** Sets how many jobs of a run may be live, 1 or more. Default: 1,000,000. */
    public Builder capacity(int jobs) {
      this.capacity = atLeastOne("capacity", jobs);
      return this;
    }

    /** Sets how many files are uploaded or downloaded at once, 1 to 256. Default: 16. */
    public Builder parallelTransfers(int files) {
      this.parallelTransfers = inRange("parallelTransfers", files);
      return this;
    }

    /** Sets how many requests to Batch are under way at once, 1 to 256. Default: 8. */
    public Builder parallelRequests(int requests) {
      this.parallelRequests = inRange("parallelRequests", requests);
      return this;
    }

    /**
     * Sets how long to wait between two looks at the tasks, which cost one request or a few for
     * each run: when much happens, and when nothing does, 10 ms or more each. Default: 2 and 20
     * seconds.
     */
    public Builder pollInterval(Duration shortest, Duration longest) {
      this.pollInterval = atLeast("pollInterval", Duration.ofMillis(10), shortest);
      this.longestPollInterval = atLeast("longest pollInterval", pollInterval, longest);
      return this;
    }

    /**
     * Sets for how long one request is tried again while the service is busy, broken or out of
     * reach, 0 or more. Default: 2 minutes. What is accepted waits for as long as it takes.
     */
    public Builder retryTime(Duration time) {
      this.retryTime = atLeast("retryTime", Duration.ZERO, time);
      return this;
    }

    /**
     * Sets how long signed addresses that nodes get are good, 1 minute or more, from when the job's
     * inputs are ready. It must cover waiting and running. Default: 7 days, which is the longest
     * that Azure grants without a shared key.
     */
    public Builder signatureLife(Duration life) {
      this.signatureLife = atLeast("signatureLife", Duration.ofMinutes(1), life);
      return this;
    }

    /**
     * Sets after which silence of a run's driver another one may take the run over, 1 second or
     * more. A driver says three times as often that it's there. Default: 2 minutes, longer than
     * most outages.
     */
    public Builder driverLease(Duration silence) {
      this.driverLease = atLeast("driverLease", Duration.ofSeconds(1), silence);
      return this;
    }

    /** Sets how long a close waits for cancelled jobs to end, 0 or more. Default: 2 minutes. */
    public Builder closeGrace(Duration grace) {
      this.closeGrace = atLeast("closeGrace", Duration.ZERO, grace);
      return this;
    }

    /**
     * Sets how long a task's files stay on its node after its end, 1 minute or more. Logs and
     * outputs are in storage by then; it's for people who look at a node. Default: 1 day.
     */
    public Builder nodeRetention(Duration time) {
      this.nodeRetention = atLeast("nodeRetention", Duration.ofMinutes(1), time);
      return this;
    }

    /**
     * Returns the configuration.
     *
     * @throws IllegalArgumentException if something that must be set is not, or two settings don't
     *     go together
     */
    public AzureBatchConfig build() {
      return new AzureBatchConfig(this);
    }

    private static URI endpoint(String name, URI uri) {
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
        throw new IllegalArgumentException(
            name + " must be an address with https and a host, not '" + uri.getRawPath() + "'");
      }
      if (uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            name + " must have no query and no user; pass a signature as AzureAuth.sas");
      }
      if (scheme.equals("http") && !isLoopback(uri.getHost())) {
        throw new IllegalArgumentException(
            name + " must have https, unless it's on this machine: " + uri);
      }
      return uri;
    }

    private static boolean isLoopback(String host) {
      return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}");
    }

    private static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
      }
      return value;
    }

    private static int inRange(String name, int value) {
      if (value < 1 || value > 256) {
        throw new IllegalArgumentException(name + " must be 1 to 256, not " + value);
      }
      return value;
    }

    private static Duration atLeast(String name, Duration least, Duration value) {
      if (value.compareTo(least) < 0) {
        throw new IllegalArgumentException(name + " must be " + least + " or more, not " + value);
      }
      return value;
    }
  }
}
