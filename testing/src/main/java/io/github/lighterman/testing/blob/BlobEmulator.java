package io.github.lighterman.testing.blob;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.http.LoopbackServer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One account of Azure Blob Storage, in memory, over HTTP on the loopback address. Unmodified
 * clients in any language can't tell it from the service in what it does, which is what staging
 * needs: {@link BlobOperation} lists it. What it doesn't do it refuses by name, with status 501, or
 * 400 for a query parameter: leases, snapshots, versions, tags, tiers, page blobs, public access,
 * stored access policies, directories, encryption scopes and keys.
 *
 * <p>Requests are authenticated as the service does it: by the account's key, by a shared access
 * signature of the account, a container or a blob, by one signed with a user delegation key, or by
 * a bearer token of {@link #bearerToken}. Times go by the clock that it's given.
 *
 * <p>Bytes are kept in pieces, read as they come and sent as they lie, so a blob may be as large as
 * the heap allows. There is nothing on disk, and no thread or connection left after {@link #close}.
 *
 * <p>Safe for use by several threads; every change of a blob is atomic.
 */
public final class BlobEmulator implements AutoCloseable {
  /** The service version of signatures made here, and of requests that name none. */
  static final String VERSION = "2023-11-03";

  private final String account;
  private volatile String key;
  private final BlobStore store;
  private final AccountKey signer;
  private final SasMaker signatures;
  private final BearerTokens tokens;
  private final DelegationKeys delegationKeys;
  private final BlobFaults faults = new BlobFaults();
  private final RequestLog log = new RequestLog();
  private final LoopbackServer server;

  private BlobEmulator(Builder builder) {
    this.account = builder.account;
    this.key = builder.key.orElseGet(Builder::randomKey);
    this.signer = AccountKey.of(key);
    // What identities have outlives the account's keys.
    AccountKey issuer = AccountKey.of(key);
    this.signatures = new SasMaker(account, signer);
    Clock clock = builder.clock;
    this.store = new BlobStore(clock, builder.deletionTime);
    this.tokens = new BearerTokens(issuer, clock);
    this.delegationKeys = new DelegationKeys(issuer);
    Authority authority =
        new Authority(
            new SharedKey(account, signer, clock, builder.skew),
            tokens,
            new SasCheck(account, signer, delegationKeys, clock));
    Dispatcher dispatcher =
        new Dispatcher(
            account,
            authority,
            BlobActions.of(account, store, authority, delegationKeys),
            faults,
            log,
            clock);
    this.server =
        LoopbackServer.builder()
            .name("blob-emulator")
            .port(builder.port)
            .startStreaming(dispatcher::handle);
  }

  /** Starts an emulator on a free port, with the defaults that {@link Builder} lists. */
  public static BlobEmulator start() {
    return builder().start();
  }

  /** Returns a builder of an emulator. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the account's name. */
  public String account() {
    return account;
  }

  /** Returns the account's key, in Base64. */
  public String key() {
    return key;
  }

  /**
   * Makes another key for the account and returns it, in Base64. What is signed with the one before
   * it is refused from now on, requests and shared access signatures alike, as after {@code az
   * storage account keys renew}. Bearer tokens and user delegation keys stay good.
   */
  public synchronized String renewKey() {
    String fresh = Builder.randomKey();
    signer.replace(fresh);
    key = fresh;
    return fresh;
  }

  /** Refuses all bearer tokens from now on that were made before. */
  public void revokeTokens() {
    tokens.revoke();
  }

  /**
   * Refuses all that is signed with a user delegation key that was given out before, as after
   * {@code az storage account revoke-delegation-keys}.
   */
  public void revokeDelegationKeys() {
    delegationKeys.revoke();
  }

  /** Returns the account's URL, such as {@code http://127.0.0.1:40321/account}. */
  public URI endpoint() {
    return URI.create(server.uri() + "/" + account);
  }

  /** Returns the connection string that every Azure Storage client takes; it holds the key. */
  public String connectionString() {
    return "DefaultEndpointsProtocol=http;AccountName="
        + account
        + ";AccountKey="
        + key
        + ";BlobEndpoint="
        + endpoint()
        + ";";
  }

  /** Returns a container's URL, whether or not there is such a container. */
  public URI url(String container) {
    return URI.create(endpoint() + "/" + requireNonNull(container, "container"));
  }

  /** Returns a blob's URL, whether or not there is such a blob. Slashes in its name stay so. */
  public URI url(String container, String blob) {
    return URI.create(url(container) + "/" + SasMaker.encode(blob).replace("%2F", "/"));
  }

  /**
   * Returns a shared access signature for a container and all in it, as the query of a URL without
   * the question mark. It's good from now on.
   *
   * @param lifetime how long it's good by the emulator's clock, rounded down to seconds
   */
  public String sas(
      String container, Duration lifetime, BlobPermission first, BlobPermission... more) {
    return sign(new Target(requireNonNull(container, "container"), ""), lifetime, first, more);
  }

  /** Returns a shared access signature for one blob, whether or not it exists, as {@link #sas}. */
  public String blobSas(
      String container,
      String blob,
      Duration lifetime,
      BlobPermission first,
      BlobPermission... more) {
    if (blob.isEmpty()) {
      throw new IllegalArgumentException("blob must not be empty; sas signs a container");
    }
    return sign(new Target(requireNonNull(container, "container"), blob), lifetime, first, more);
  }

  private String sign(
      Target target, Duration lifetime, BlobPermission first, BlobPermission... more) {
    Instant expiry = store.clock().instant().plus(requireNonNull(lifetime, "lifetime"));
    return signatures.sign(target, expiry, EnumSet.of(first, more));
  }

  /**
   * Returns a bearer token that may do everything here, as one of an identity with a data role on
   * the account. Other tokens are refused.
   *
   * @param lifetime how long it's good by the emulator's clock, rounded down to seconds
   */
  public String bearerToken(Duration lifetime) {
    return tokens.issue(requireNonNull(lifetime, "lifetime"));
  }

  /** Puts a rule for faults in force, beside those that are. */
  public void inject(BlobFaultRule rule) {
    faults.add(requireNonNull(rule, "rule"));
  }

  /** Ends all faults. */
  public void clearFaults() {
    faults.clear();
  }

  /**
   * Returns the latest requests, 10,000 at most, in the order in which their answers were ready. A
   * batch comes after the requests within it.
   */
  public List<BlobRequest> requests() {
    return log.latest();
  }

  /** Returns how many requests asked for this operation, whatever became of them. */
  public long count(BlobOperation operation) {
    return log.count(requireNonNull(operation, "operation"));
  }

  /** Returns all containers with their blobs, sorted by name. Works after {@link #close} too. */
  public List<ContainerState> containers() {
    return store.containers().values().stream().map(ContainerState::of).toList();
  }

  /** Returns a container with its blobs, or empty if there is none of this name. */
  public Optional<ContainerState> container(String name) {
    return Optional.ofNullable(store.containers().get(requireNonNull(name, "name")))
        .map(ContainerState::of);
  }

  /**
   * Returns a blob's content, or empty if there is no such container or blob.
   *
   * @throws IllegalStateException if it has 2 GiB or more
   */
  public Optional<byte[]> content(String container, String blob) {
    Container there = store.containers().get(requireNonNull(container, "container"));
    StoredBlob found = there == null ? null : there.peek(requireNonNull(blob, "blob"));
    if (found == null) {
      return Optional.empty();
    }
    if (found.content().length() > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "blob '" + blob + "' has " + found.content().length() + " bytes; read it over HTTP");
    }
    return Optional.of(found.content().toArray());
  }

  /** Tells whether a container can have this name. */
  public static boolean isContainerName(String name) {
    try {
      new Target(name, "").requireLegal();
      return !name.isEmpty();
    } catch (StorageException e) {
      return false;
    }
  }

  /** Creates a container without a request. Does nothing if it's there. */
  public void createContainer(String name) {
    Target target = new Target(requireNonNull(name, "name"), "");
    try {
      target.requireLegal();
      store.create(name, Map.of());
    } catch (StorageException e) {
      if (e.error() != StorageError.CONTAINER_ALREADY_EXISTS) {
        throw new IllegalArgumentException(e.explanation(), e);
      }
    }
  }

  /** Stops it. Connections are cut; what is stored can still be looked at. */
  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return "BlobEmulator[" + endpoint() + "]";
  }

  /**
   * Says how an emulator is to be. Without more: account {@code lighterman}, a random key, the
   * system's clock, a free port, a clock skew of 15 minutes, containers' names free again at once.
   *
   * <p>Not safe for use by several threads.
   */
  public static final class Builder {
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final int KEY_BYTES = 64;

    private String account = "lighterman";
    private Optional<String> key = Optional.empty();
    private Clock clock = Clock.systemUTC();
    private int port;
    private Duration skew = Duration.ofMinutes(15);
    private Duration deletionTime = Duration.ZERO;

    private Builder() {}

    private static String randomKey() {
      byte[] bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
      return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Names the account.
     *
     * @param name 3 to 24 lower-case letters and digits
     * @throws IllegalArgumentException if it's something else
     */
    public Builder account(String name) {
      if (!ACCOUNT.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "an account's name must be 3 to 24 lower-case letters and digits, not '" + name + "'");
      }
      this.account = name;
      return this;
    }

    /**
     * Sets the account's key.
     *
     * @param base64 1 byte or more, in Base64
     * @throws IllegalArgumentException if it's something else; the message doesn't show it
     */
    public Builder key(String base64) {
      int length;
      try {
        length = Base64.getDecoder().decode(base64).length;
      } catch (IllegalArgumentException e) {
        length = 0;
      }
      if (length == 0) {
        throw new IllegalArgumentException("an account's key must be in Base64 and not empty");
      }
      this.key = Optional.of(base64);
      return this;
    }

    /**
     * Sets the clock by which signatures and tokens expire and changes are dated. Clients sign with
     * their own clock, so requests signed with the key need {@link #clockSkew} if it's far off.
     */
    public Builder clock(Clock value) {
      this.clock = requireNonNull(value, "value");
      return this;
    }

    /**
     * Sets how far the date of a request that is signed with the key may be from the clock.
     *
     * @throws IllegalArgumentException if {@code skew} is negative
     */
    public Builder clockSkew(Duration skew) {
      this.skew = requireNotNegative("skew", skew);
      return this;
    }

    /**
     * Sets how long a deleted container's name stays taken, as it does for 30 seconds and more on
     * the service; meanwhile it can't be created again.
     *
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public Builder containerDeletion(Duration time) {
      this.deletionTime = requireNotNegative("time", time);
      return this;
    }

    private static Duration requireNotNegative(String name, Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException(name + " must be 0 or more, not " + value);
      }
      return value;
    }

    /**
     * Listens on this port of the loopback address; 0 takes any free one.
     *
     * @throws IllegalArgumentException if {@code port} is not from 0 to 65,535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Starts an emulator.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public BlobEmulator start() {
      return new BlobEmulator(this);
    }
  }
}
