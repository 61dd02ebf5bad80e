package io.github.lighterman.azure;

import com.microsoft.azure.Page;
import com.microsoft.rest.ServiceResponse;
import io.github.lighterman.azure.BatchException.Kind;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import rx.Observable;
import rx.Subscriber;
import rx.exceptions.Exceptions;

/** Makes calls on the calling thread and says in our words how they fail. */
final class SdkCalls {
  private final BatchFailures failures;

  SdkCalls(BatchFailures failures) {
    this.failures = failures;
  }

  /** Makes a call that returns nothing. */
  void run(String action, Runnable call) throws BatchException {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw SdkFailures.of(failures, action, e);
    }
  }

  /** Makes a call and returns what it does, or empty if the answer has no body. */
  <T> Optional<T> ask(String action, Supplier<@Nullable T> call) throws BatchException {
    try {
      return Optional.ofNullable(call.get());
    } catch (RuntimeException e) {
      throw SdkFailures.of(failures, action, e);
    }
  }

  /** Makes a call and returns what it does, or empty if the service says that it isn't there. */
  <T> Optional<T> find(String action, Supplier<@Nullable T> call) throws BatchException {
    return find(SdkCalls::isAbsent, action, call);
  }

  /** Makes a call and returns what it does, or empty if a failure says that it isn't there. */
  <T> Optional<T> find(Predicate<BatchException> absent, String action, Supplier<@Nullable T> call)
      throws BatchException {
    try {
      return ask(action, call);
    } catch (BatchException e) {
      if (absent.test(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Lists all pages, one request for each. The SDK's own lists fetch a page more than is read, and
   * keep all. A response is a page and, if anybody asked for it, all that follow.
   *
   * @param view makes of an item what is listed, if it is to be
   */
  <I, T> List<T> list(
      String action,
      Supplier<? extends Observable<? extends ServiceResponse<Page<I>>>> first,
      Function<String, ? extends Observable<? extends ServiceResponse<Page<I>>>> next,
      Function<I, Optional<T>> view)
      throws BatchException {
    List<T> all = new ArrayList<>();
    Set<String> links = new HashSet<>();
    Optional<Page<I>> page = ask(action, () -> body(first.get()));
    while (page.isPresent()) {
      List<I> items = page.get().items();
      if (items != null) {
        items.forEach(item -> view.apply(item).ifPresent(all::add));
      }
      String link = page.get().nextPageLink();
      if (link != null && !link.isEmpty() && !links.add(link)) {
        throw failures.unreadable(action, "a list that never ends");
      }
      page =
          link == null || link.isEmpty()
              ? Optional.empty()
              : ask(action, () -> body(next.apply(link)));
    }
    return all;
  }

  /** Makes a call whose answer is read later, as a stream. */
  InputStream open(
      String action, Supplier<? extends Observable<? extends ServiceResponse<InputStream>>> call)
      throws BatchException {
    return ask(action, () -> opened(call.get())).orElseGet(InputStream::nullInputStream);
  }

  /** Does what {@link #open} does; of a file that has no such bytes there is nothing to read. */
  InputStream openRange(
      String action, Supplier<? extends Observable<? extends ServiceResponse<InputStream>>> call)
      throws BatchException {
    try {
      return open(action, call);
    } catch (BatchException e) {
      if (e.code().equals("InvalidRange")) {
        return InputStream.nullInputStream();
      }
      throw e;
    }
  }

  /** Makes a call and returns whether it did something, unless it fails for another reason. */
  boolean unless(Predicate<BatchException> idle, String action, Runnable call)
      throws BatchException {
    try {
      run(action, call);
      return true;
    } catch (BatchException e) {
      if (idle.test(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Returns whether what is to go isn't there or goes already. */
  static boolean isGone(BatchException e) {
    return isAbsent(e) || (e.kind() == Kind.CONFLICT && e.code().endsWith("BeingDeleted"));
  }

  /** Returns whether the service itself says that it isn't there, rather than anybody else. */
  static boolean isAbsent(BatchException e) {
    return e.kind() == Kind.NOT_FOUND && !e.code().isEmpty();
  }

  private static <T> @Nullable T body(Observable<? extends ServiceResponse<T>> response) {
    return response.toBlocking().first().body();
  }

  /**
   * Does what {@link #body} does, but for one thing: a blocking operator unsubscribes when it has
   * its item, and that cancels the call, of which the stream is not read yet.
   */
  private static @Nullable InputStream opened(
      Observable<? extends ServiceResponse<InputStream>> response) {
    AtomicReference<@Nullable InputStream> body = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    response.unsafeSubscribe(
        new Subscriber<ServiceResponse<InputStream>>() {
          @Override
          public void onNext(ServiceResponse<InputStream> item) {
            body.set(item.body());
          }

          @Override
          public void onError(Throwable e) {
            failure.set(e);
          }

          @Override
          public void onCompleted() {}
        });
    Throwable e = failure.get();
    if (e != null) {
      throw Exceptions.propagate(e);
    }
    return body.get();
  }
}
