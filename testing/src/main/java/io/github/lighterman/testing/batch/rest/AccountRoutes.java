package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.Pool;
import io.github.lighterman.testing.batch.state.Views;
import io.github.lighterman.testing.http.HttpReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The operations on the account as a whole, and those that the emulator doesn't have. */
final class AccountRoutes {
  private static final int MOST_NODE_COUNTS = 10;

  private final Account account;

  AccountRoutes(Account account) {
    this.account = account;
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.add(
        Operation.of("Account_ListSupportedImages", "GET", "/supportedimages", this::images)
            .list());
    all.add(
        Operation.of("Account_ListPoolNodeCounts", "GET", "/nodecounts", this::nodeCounts).list());
    all.add(
        Operation.of("Pool_ListUsageMetrics", "GET", "/poolusagemetrics", this::usage)
            .list("starttime", "endtime"));
    return all;
  }

  /** Returns the name of what a path belongs to that the emulator doesn't have, if it does. */
  static List<String> refusedPrefixes() {
    return List.of("jobschedules", "certificates", "applications");
  }

  private HttpReply images(Exchange exchange) {
    Predicate<FilteredEntity> matching =
        Viewing.matching(exchange, FilterableList.SUPPORTED_IMAGES);
    List<ObjectNode> images =
        account
            .engine()
            .call(
                () ->
                    Images.ALL.all().stream()
                        .map(Images.Image::json)
                        .flatMap(image -> account.catalog().shown(image).stream())
                        .toList());
    return Pages.of(
        exchange,
        new Pages.Listing<Integer>(
            "supportedimages",
            mark -> IntStream.range(JobRoutes.start(mark), images.size()).iterator(),
            index -> Integer.toString(index + 1),
            index -> matching.test(new JsonEntity(images.get(index))),
            images::get));
  }

  private HttpReply nodeCounts(Exchange exchange) {
    Predicate<FilteredEntity> matching = Viewing.matching(exchange, FilterableList.NODE_COUNTS);
    return account
        .engine()
        .call(
            () ->
                Pages.of(
                    exchange,
                    new Pages.Listing<Pool>(
                        "poolnodecounts",
                        mark -> account.pools().list(mark).iterator(),
                        Pool::id,
                        pool -> matching.test(property -> pool.id()),
                        Views::nodeCounts),
                    MOST_NODE_COUNTS));
  }

  /** Usage is only known for whole intervals that lie back, and nothing of it is kept here. */
  private HttpReply usage(Exchange exchange) {
    for (String time : Set.of("starttime", "endtime")) {
      exchange.query().get(time).ifPresent(text -> Scalars.time(time, text));
    }
    if (exchange.query().get("$filter").isPresent()) {
      throw BatchException.notEmulated("A filter on pool usage metrics");
    }
    return Pages.of(
        exchange,
        new Pages.Listing<Integer>(
            "poolusagemetrics",
            mark -> List.<Integer>of().iterator(),
            String::valueOf,
            any -> true,
            any -> ObjectNodes.create()));
  }
}
