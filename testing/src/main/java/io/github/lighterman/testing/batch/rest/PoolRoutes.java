package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.rest.Conditions.Taken;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Pool;
import io.github.lighterman.testing.batch.state.Precondition;
import io.github.lighterman.testing.batch.state.Views;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The operations on pools. */
final class PoolRoutes {
  private final Account account;

  PoolRoutes(Account account) {
    this.account = account;
  }

  List<Operation> operations() {
    String pool = "/pools/{poolId}";
    return List.of(
        Operation.of("Pool_Add", "POST", "/pools", this::add).with("PoolAddParameter"),
        Operation.of("Pool_List", "GET", "/pools", this::list).list("$select", "$expand"),
        Operation.of("Pool_Delete", "DELETE", pool, this::delete).when(Taken.ALL),
        Operation.of("Pool_Exists", "HEAD", pool, this::exists).when(Taken.ALL),
        Operation.of("Pool_Get", "GET", pool, this::get)
            .taking("$select", "$expand")
            .when(Taken.ALL),
        Operation.of("Pool_Patch", "PATCH", pool, this::patch)
            .when(Taken.ALL)
            .with("PoolPatchParameter"),
        Operation.of("Pool_DisableAutoScale", "POST", pool + "/disableautoscale", this::disable),
        Operation.of("Pool_EnableAutoScale", "POST", pool + "/enableautoscale", this::enable)
            .when(Taken.ALL)
            .with("PoolEnableAutoScaleParameter"),
        Operation.of("Pool_EvaluateAutoScale", "POST", pool + "/evaluateautoscale", this::evaluate)
            .with("PoolEvaluateAutoScaleParameter"),
        Operation.of("Pool_Resize", "POST", pool + "/resize", this::resize)
            .when(Taken.ALL)
            .with("PoolResizeParameter"),
        Operation.of("Pool_StopResize", "POST", pool + "/stopresize", this::stopResize)
            .when(Taken.ALL),
        Operation.of("Pool_UpdateProperties", "POST", pool + "/updateproperties", this::update)
            .with("PoolUpdatePropertiesParameter"),
        Operation.of("Pool_RemoveNodes", "POST", pool + "/removenodes", this::removeNodes)
            .when(Taken.ALL)
            .with("NodeRemoveParameter"));
  }

  private HttpReply add(Exchange exchange) {
    ObjectNode spec = exchange.body();
    Limits.id(spec);
    PoolSpecs.complete(spec);
    return account
        .engine()
        .call(
            () -> {
              Pool pool = account.pools().add(spec);
              return Replies.created(exchange.base() + "/pools/" + pool.id(), pool.lastModified());
            });
  }

  private HttpReply list(Exchange exchange) {
    Predicate<String> selected = Viewing.selection(exchange, SelectableEntity.POOL);
    Predicate<FilteredEntity> matching = Viewing.matching(exchange, FilterableList.POOLS);
    Views all = new Views(exchange.base(), property -> true);
    Views views = new Views(exchange.base(), selected);
    return account
        .engine()
        .call(
            () ->
                Pages.of(
                    exchange,
                    new Pages.Listing<Pool>(
                        "pools",
                        mark -> account.pools().list(mark).iterator(),
                        Pool::id,
                        pool -> matching.test(new JsonEntity(all.pool(pool))),
                        views::pool)));
  }

  private HttpReply get(Exchange exchange) {
    Views views = new Views(exchange.base(), Viewing.selection(exchange, SelectableEntity.POOL));
    Conditions conditions = exchange.conditions();
    return account
        .engine()
        .call(
            () -> {
              Pool pool = account.pools().get(exchange.path("poolId"));
              if (conditions.isNotModified(pool.lastModified())) {
                return Replies.notModified(pool.lastModified());
              }
              ObjectNode shown = ObjectNodes.create();
              shown.put("odata.metadata", exchange.base() + "/$metadata#pools/@Element");
              shown.setAll(Secrets.hide(views.pool(pool)));
              return Replies.entity(shown, pool.lastModified());
            });
  }

  private HttpReply exists(Exchange exchange) {
    Conditions conditions = exchange.conditions();
    return account
        .engine()
        .call(
            () -> {
              Pool pool = account.pools().get(exchange.path("poolId"));
              return conditions.isNotModified(pool.lastModified())
                  ? Replies.notModified(pool.lastModified())
                  : Replies.modified(Replies.empty(200), pool.lastModified());
            });
  }

  private HttpReply delete(Exchange exchange) {
    Precondition condition = exchange.conditions().forChange();
    account.engine().run(() -> account.pools().delete(exchange.path("poolId"), condition));
    return Replies.empty(202);
  }

  private HttpReply patch(Exchange exchange) {
    ObjectNode properties = exchange.body();
    PoolSpecs.checkChangeable(properties);
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange,
        200,
        id -> account.pools().update(id, properties, PoolSpecs.WHEN_EMPTY, condition));
  }

  private HttpReply update(Exchange exchange) {
    ObjectNode properties = exchange.body();
    PoolSpecs.checkChangeable(properties);
    return changed(
        exchange, 204, id -> account.pools().update(id, properties, List.of(), Precondition.NONE));
  }

  private HttpReply enable(Exchange exchange) {
    ObjectNode request = exchange.bodyIfAny();
    PoolSpecs.checkAutoScale(request);
    if (request.isEmpty()) {
      throw BatchException.of(
          ErrorCode.MissingRequiredProperty, "PropertyName", "autoScaleFormula");
    }
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 200, id -> account.pools().enableAutoScale(id, request, condition));
  }

  private HttpReply disable(Exchange exchange) {
    exchange.requireNoBody();
    return changed(exchange, 200, id -> account.pools().disableAutoScale(id, Precondition.NONE));
  }

  private HttpReply evaluate(Exchange exchange) {
    ObjectNode request = exchange.body();
    PoolSpecs.checkAutoScale(request);
    ObjectNode run =
        account
            .engine()
            .call(
                () ->
                    account
                        .pools()
                        .evaluateAutoScale(
                            exchange.path("poolId"), request.path("autoScaleFormula").asText()));
    ObjectNode shown = ObjectNodes.create();
    shown.put(
        "odata.metadata",
        exchange.base() + "/$metadata#Microsoft.Azure.Batch.Protocol.Entities.AutoScaleRun");
    shown.setAll(run);
    return Replies.json(200, shown).header("DataServiceId", exchange.url());
  }

  private HttpReply resize(Exchange exchange) {
    ObjectNode request = exchange.body();
    PoolSpecs.checkResize(request);
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 202, id -> account.pools().resize(id, request, condition));
  }

  private HttpReply stopResize(Exchange exchange) {
    exchange.requireNoBody();
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 202, id -> account.pools().stopResize(id, condition));
  }

  private HttpReply removeNodes(Exchange exchange) {
    ObjectNode request = exchange.body();
    Limits.duration(request, "resizeTimeout", Duration.ofMinutes(5), Duration.ofDays(7));
    List<String> nodes = new ArrayList<>();
    request.path("nodeList").forEach(node -> nodes.add(node.asText()));
    if (nodes.isEmpty()) {
      throw BatchException.property("nodeList", null, "It is empty.");
    }
    Precondition condition = exchange.conditions().forChange();
    String option = request.path("nodeDeallocationOption").asText("requeue");
    return changed(exchange, 202, id -> account.pools().removeNodes(id, nodes, option, condition));
  }

  private HttpReply changed(Exchange exchange, int status, Function<String, Pool> change) {
    return account
        .engine()
        .call(
            () ->
                Replies.changed(
                    status, exchange.url(), change.apply(exchange.path("poolId")).lastModified()));
  }
}
