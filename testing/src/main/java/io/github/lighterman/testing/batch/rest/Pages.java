package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.http.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers lists page by page. A token says after which item the next page goes on, so that each
 * page costs what is on it, and items that come or go in between do no harm.
 */
final class Pages {
  private static final int MOST = 1000;

  private Pages() {}

  /**
   * What to list.
   *
   * @param metadata the service's word for the list
   * @param after returns the items after a mark, or all without one
   * @param mark returns an item's mark
   * @param matches tells whether an item is listed
   * @param view returns how an item is shown
   */
  record Listing<T>(
      String metadata,
      Function<@Nullable String, Iterator<? extends T>> after,
      Function<T, String> mark,
      Predicate<T> matches,
      Function<T, ObjectNode> view) {}

  static <T> HttpReply of(Exchange exchange, Listing<T> listing) {
    return of(exchange, listing, MOST);
  }

  /** Returns the page that is asked for; called with the engine's lock held. */
  static <T> HttpReply of(Exchange exchange, Listing<T> listing, int most) {
    int limit = exchange.query().maxResults(most);
    ObjectNode page = ObjectNodes.create();
    page.put("odata.metadata", exchange.base() + "/$metadata#" + listing.metadata());
    ArrayNode value = page.putArray("value");
    String mark = exchange.query().get("$skiptoken").map(Pages::decode).orElse(null);
    Iterator<? extends T> items = listing.after().apply(mark);
    T last = null;
    while (items.hasNext()) {
      T item = items.next();
      if (!listing.matches().test(item)) {
        continue;
      }
      if (value.size() == limit && last != null) {
        page.put("odata.nextLink", nextLink(exchange, listing.mark().apply(last)));
        break;
      }
      value.add(Secrets.hide(listing.view().apply(item)));
      last = item;
    }
    return Replies.json(200, page);
  }

  /** The link is complete, since clients follow it as it is, and has nothing to be encoded. */
  private static String nextLink(Exchange exchange, String mark) {
    Optional<String> raw = exchange.request().query();
    StringBuilder link = new StringBuilder(exchange.url()).append('?');
    for (String option : raw.orElse("").split("&", -1)) {
      if (!option.isEmpty() && !Query.decode(option).startsWith("$skiptoken=")) {
        link.append(option).append('&');
      }
    }
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mark.getBytes(StandardCharsets.UTF_8));
    return link.append("$skiptoken=").append(token).toString();
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Query.invalid("$skiptoken", token, "It is not a token of this service.");
    }
  }
}
