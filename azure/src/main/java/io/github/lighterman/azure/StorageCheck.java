package io.github.lighterman.azure;

import io.github.lighterman.WorkflowException.Retry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries out all that an executor does with storage, on a blob of which nothing stays. It's deleted
 * before it's created, so that none is where none could be deleted.
 */
final class StorageCheck {
  private static final String SIGN = "sign";

  private final AzureBatchConfig config;
  private final BlobContainer container;
  private final Clock clock;
  private final Optional<GivenSignature> given;
  private final String probe;

  StorageCheck(AzureBatchConfig config, BlobContainer container, Clock clock) {
    this.config = config;
    this.container = container;
    this.clock = clock;
    this.given =
        config.storageAuth() instanceof AzureAuth.Sas sas
            ? Optional.of(new GivenSignature(sas, clock))
            : Optional.empty();
    // The same each time, so that what is left by one that dies goes with the next.
    this.probe = config.prefix() + "probe";
  }

  /** Something that is tried out. */
  private interface Step {
    void run() throws IOException;
  }

  /** What is tried out, by what it is, in the order in which people read of it. */
  private static final class Steps {
    private final Map<String, Step> all = new LinkedHashMap<>();

    Steps add(boolean wanted, String action, Step step) {
      if (wanted) {
        all.put(action, step);
      }
      return this;
    }
  }

  /** Returns all that is wrong. */
  List<Trouble> run(SideBySide threads) throws InterruptedException {
    List<Trouble> troubles = new ArrayList<>(ofSignature());
    if (given.flatMap(GivenSignature::expiry).filter(this::isPast).isPresent()) {
      return troubles;
    }
    Map<String, IOException> failures =
        run(
            new Steps()
                .add(permits('r'), "read", () -> container.read(probe))
                .add(permits('l'), "list", () -> container.list(probe))
                .add(permits('d'), "delete", () -> container.delete(probe))
                .add(signsByRequest(), SIGN, this::sign),
            threads);
    Optional<IOException> unsigned = Optional.ofNullable(failures.remove(SIGN));
    boolean canWrite = permits('w') && permits('d') && !failures.containsKey("delete");
    if (canWrite && failures.values().stream().allMatch(StorageCheck::isMissingPermission)) {
      failures.putAll(run(new Steps().add(true, "write", this::write), threads));
    }
    // Who can't do anything else can't do that either, and needs to hear it once.
    unsigned
        .filter(e -> failures.isEmpty())
        .ifPresent(e -> troubles.add(Trouble.of(unsigned(e), e)));
    troubles.addAll(grouped(failures));
    return troubles;
  }

  private boolean signsByRequest() {
    return config.storageAuth() instanceof AzureAuth.Identity && config.nodeIdentity().isEmpty();
  }

  private void sign() throws IOException {
    new NodeAccess(config, container, clock).writable();
  }

  private static String unsigned(IOException e) {
    return "storage: "
        + SignedUrls.redact(String.valueOf(e.getMessage()))
        + "; to sign addresses for nodes the identity needs the role 'Storage Blob Delegator' in"
        + " the account, or name the pool's own identity with nodeIdentity";
  }

  private void write() throws IOException {
    try {
      container.create(probe, new byte[0]);
    } catch (IOException e) {
      if (StorageAnswer.in(e).filter(answer -> !answer.mayPass()).isEmpty()) {
        // It may be there all the same, if it's only the answer that was lost.
        deleteQuietly(e);
      }
      throw e;
    }
    container.delete(probe);
  }

  private void deleteQuietly(IOException reason) {
    try {
      container.delete(probe);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static boolean isMissingPermission(IOException e) {
    return StorageAnswer.in(e).filter(StorageAnswer::isMissingPermission).isPresent();
  }

  private static Map<String, IOException> run(Steps steps, SideBySide threads)
      throws InterruptedException {
    Map<String, SideBySide.Result> running = new LinkedHashMap<>();
    steps.all.forEach((action, step) -> running.put(action, threads.begin(step::run)));
    Map<String, IOException> failures = new LinkedHashMap<>();
    for (Map.Entry<String, SideBySide.Result> each : running.entrySet()) {
      each.getValue().failure().ifPresent(e -> failures.put(each.getKey(), e));
    }
    return failures;
  }

  private List<Trouble> grouped(Map<String, IOException> failures) {
    Map<String, List<String>> actions = new LinkedHashMap<>();
    Map<String, IOException> firsts = new LinkedHashMap<>();
    failures.forEach(
        (action, e) -> {
          String key = StorageAnswer.in(e).map(StorageAnswer::getMessage).orElse("no answer");
          actions.computeIfAbsent(key, k -> new ArrayList<>()).add(action);
          firsts.putIfAbsent(key, e);
        });
    List<Trouble> troubles = new ArrayList<>();
    firsts.forEach(
        (key, e) ->
            troubles.add(
                Trouble.of(
                    "storage: can't "
                        + joined(actions.getOrDefault(key, List.of()))
                        + " blobs in "
                        + SignedUrls.redact(container.url())
                        + ": "
                        + reason(e),
                    e)));
    return troubles;
  }

  private String reason(IOException e) {
    return StorageAnswer.in(e)
        .map(StorageAnswer::reason)
        .orElseGet(
            () ->
                Optional.ofNullable(e.getCause())
                    .flatMap(cause -> Unanswered.words(cause, container.url()))
                    .orElse(SignedUrls.redact(String.valueOf(e.getMessage()))));
  }

  private static String joined(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  // What a signature says of itself.

  private boolean permits(char letter) {
    return given.isEmpty() || given.get().permits(letter);
  }

  private boolean isPast(Instant time) {
    return !time.isAfter(clock.instant());
  }

  private List<Trouble> ofSignature() {
    List<Trouble> troubles = new ArrayList<>();
    String thing = "storage: the shared access signature ";
    given
        .flatMap(GivenSignature::expiry)
        .filter(this::isPast)
        .ifPresent(
            end ->
                troubles.add(
                    Trouble.certain(thing + "has expired at " + end + "; set another one")));
    given
        .flatMap(GivenSignature::start)
        .filter(start -> !isPast(start))
        .ifPresent(
            start ->
                troubles.add(
                    new Trouble(
                        thing + "is good only from " + start + "; wait, or set another one",
                        Retry.CAN_HELP,
                        Optional.empty())));
    List<String> lacking =
        "rlwd"
            .chars()
            .filter(letter -> !permits((char) letter))
            .mapToObj(letter -> "'" + (char) letter + "'")
            .toList();
    if (!lacking.isEmpty()) {
      troubles.add(
          Trouble.certain(
              thing
                  + "lacks "
                  + joined(lacking)
                  + " (it has sp="
                  + given.flatMap(GivenSignature::letters).orElse("")
                  + "); make one with r, l, c, w and d for the container"));
    }
    return troubles;
  }
}
