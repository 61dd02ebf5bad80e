package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Node;
import io.github.lighterman.testing.batch.state.NodeActions;
import io.github.lighterman.testing.batch.state.NodeView;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** The operations on nodes. */
final class NodeRoutes {
  private static final String NODE = "/pools/{poolId}/nodes/{nodeId}";

  private final Account account;

  NodeRoutes(Account account) {
    this.account = account;
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>(readings());
    all.addAll(actions());
    all.addAll(users());
    return all;
  }

  private List<Operation> readings() {
    return List.of(
        Operation.of("ComputeNode_List", "GET", "/pools/{poolId}/nodes", this::list)
            .list("$select"),
        Operation.of("ComputeNode_Get", "GET", NODE, this::get).taking("$select"),
        Operation.of(
            "ComputeNode_GetRemoteLoginSettings",
            "GET",
            NODE + "/remoteloginsettings",
            this::remoteLogin),
        Operation.of(
                "ComputeNode_UploadBatchServiceLogs",
                "POST",
                NODE + "/uploadbatchservicelogs",
                this::uploadLogs)
            .with("UploadBatchServiceLogsConfiguration"),
        Operation.of("ComputeNodeExtension_List", "GET", NODE + "/extensions", this::extensions)
            .taking("$select", "maxresults"),
        Operation.of(
                "ComputeNodeExtension_Get",
                "GET",
                NODE + "/extensions/{extension}",
                this::extension)
            .taking("$select"));
  }

  private List<Operation> actions() {
    return List.of(
        action("ComputeNode_Reboot", "reboot", 202, "NodeRebootParameter", NodeActions::reboot),
        action("ComputeNode_Reimage", "reimage", 202, "NodeReimageParameter", NodeActions::reimage),
        action(
            "ComputeNode_Deallocate",
            "deallocate",
            202,
            "NodeDeallocateParameter",
            NodeActions::deallocate),
        action(
            "ComputeNode_DisableScheduling",
            "disablescheduling",
            200,
            "NodeDisableSchedulingParameter",
            NodeActions::disableScheduling),
        Operation.of(
            "ComputeNode_EnableScheduling", "POST", NODE + "/enablescheduling", this::enable),
        Operation.of("ComputeNode_Start", "POST", NODE + "/start", this::start));
  }

  private List<Operation> users() {
    return List.of(
        Operation.of("ComputeNode_AddUser", "POST", NODE + "/users", this::addUser)
            .with("ComputeNodeUser"),
        Operation.of("ComputeNode_UpdateUser", "PUT", NODE + "/users/{user}", this::updateUser)
            .with("NodeUpdateUserParameter"),
        Operation.of("ComputeNode_DeleteUser", "DELETE", NODE + "/users/{user}", this::deleteUser));
  }

  /** Something that is done to a node, with an option that says what becomes of its tasks. */
  @FunctionalInterface
  private interface Change {
    void make(NodeActions nodes, String poolId, String nodeId, String option);
  }

  private Operation action(String name, String path, int status, String body, Change change) {
    return Operation.of(
            name,
            "POST",
            NODE + "/" + path,
            exchange -> {
              ObjectNode request = exchange.bodyIfAny();
              String option = request.isEmpty() ? "requeue" : request.elements().next().asText();
              account
                  .engine()
                  .run(
                      () ->
                          change.make(
                              account.nodes(),
                              exchange.path("poolId"),
                              exchange.path("nodeId"),
                              option));
              return done(exchange, status);
            })
        .with(body);
  }

  private HttpReply list(Exchange exchange) {
    Predicate<String> selected = Viewing.selection(exchange, SelectableEntity.NODE);
    Predicate<FilteredEntity> matching = Viewing.matching(exchange, FilterableList.NODES);
    NodeView all = new NodeView(exchange.base(), property -> true);
    NodeView view = new NodeView(exchange.base(), selected);
    return account
        .engine()
        .call(
            () ->
                Pages.of(
                    exchange,
                    new Pages.Listing<Node>(
                        "nodes",
                        mark -> account.nodes().list(exchange.path("poolId"), mark).iterator(),
                        Node::id,
                        node -> matching.test(new JsonEntity(all.node(node))),
                        view::node)));
  }

  private HttpReply get(Exchange exchange) {
    NodeView view =
        new NodeView(exchange.base(), Viewing.selection(exchange, SelectableEntity.NODE));
    return account
        .engine()
        .call(
            () -> {
              ObjectNode shown = ObjectNodes.create();
              shown.put("odata.metadata", exchange.base() + "/$metadata#nodes/@Element");
              shown.setAll(Secrets.hide(view.node(node(exchange))));
              return Replies.json(200, shown);
            });
  }

  private HttpReply addUser(Exchange exchange) {
    ObjectNode user = exchange.body();
    String name = user.path("name").asText();
    if (name.isBlank() || name.length() > 20) {
      throw BatchException.property("name", name, "It must have 1 to 20 characters.");
    }
    account
        .engine()
        .run(
            () ->
                account
                    .nodes()
                    .addUser(exchange.path("poolId"), exchange.path("nodeId"), name, expiry(user)));
    return done(exchange, 201).header("Location", exchange.url() + "/" + name);
  }

  private HttpReply updateUser(Exchange exchange) {
    ObjectNode user = exchange.body();
    account
        .engine()
        .run(
            () ->
                account
                    .nodes()
                    .updateUser(
                        exchange.path("poolId"),
                        exchange.path("nodeId"),
                        exchange.path("user"),
                        expiry(user)));
    return done(exchange, 200);
  }

  private HttpReply deleteUser(Exchange exchange) {
    account
        .engine()
        .run(
            () ->
                account
                    .nodes()
                    .deleteUser(
                        exchange.path("poolId"), exchange.path("nodeId"), exchange.path("user")));
    return Replies.empty(200);
  }

  private HttpReply enable(Exchange exchange) {
    exchange.requireNoBody();
    account
        .engine()
        .run(
            () ->
                account.nodes().enableScheduling(exchange.path("poolId"), exchange.path("nodeId")));
    return done(exchange, 200);
  }

  private HttpReply start(Exchange exchange) {
    account
        .engine()
        .run(() -> account.nodes().start(exchange.path("poolId"), exchange.path("nodeId")));
    return done(exchange, 202);
  }

  private HttpReply remoteLogin(Exchange exchange) {
    ObjectNode shown = ObjectNodes.create();
    shown.put(
        "odata.metadata",
        exchange.base()
            + "/$metadata#Microsoft.Azure.Batch.Protocol.Entities"
            + ".ComputeNodeGetRemoteLoginSettingsResult");
    shown.setAll(account.engine().call(() -> NodeView.remoteLogin(node(exchange))));
    return Replies.json(200, shown);
  }

  /** An emulated node has no agent that would log anything, so that no file is uploaded. */
  private HttpReply uploadLogs(Exchange exchange) {
    exchange.body();
    Node node = account.engine().call(() -> node(exchange));
    ObjectNode shown = ObjectNodes.create();
    shown.put(
        "odata.metadata",
        exchange.base()
            + "/$metadata#Microsoft.Azure.Batch.Protocol.Entities.UploadBatchServiceLogsResult");
    shown.put(
        "virtualDirectoryName",
        exchange.path("poolId") + "/" + node.id() + "/" + UUID.randomUUID());
    shown.put("numberOfFilesUploaded", 0);
    return Replies.json(200, shown);
  }

  private HttpReply extensions(Exchange exchange) {
    ObjectNode shown = ObjectNodes.create();
    shown.put("odata.metadata", exchange.base() + "/$metadata#extensions");
    ArrayNode value = shown.putArray("value");
    configured(exchange).forEach(extension -> value.add(instance(extension)));
    return Replies.json(200, shown);
  }

  private HttpReply extension(Exchange exchange) {
    for (JsonNode extension : configured(exchange)) {
      if (extension.path("name").asText().equalsIgnoreCase(exchange.path("extension"))) {
        ObjectNode shown = ObjectNodes.create();
        shown.put("odata.metadata", exchange.base() + "/$metadata#extensions/@Element");
        shown.setAll(instance(extension));
        return Replies.json(200, shown);
      }
    }
    throw BatchException.of(ErrorCode.ResourceNotFound);
  }

  private JsonNode configured(Exchange exchange) {
    return account
        .engine()
        .call(
            () -> {
              Node unused = node(exchange);
              return account.pools().get(exchange.path("poolId")).virtualMachineExtensions();
            });
  }

  private static ObjectNode instance(JsonNode extension) {
    ObjectNode shown = ObjectNodes.create();
    shown.put("provisioningState", "Succeeded");
    ObjectNode copy = extension.deepCopy();
    copy.remove("protectedSettings");
    shown.set("vmExtension", copy);
    return shown;
  }

  private Node node(Exchange exchange) {
    return account.nodes().get(exchange.path("poolId"), exchange.path("nodeId"));
  }

  private Instant expiry(ObjectNode user) {
    return user.has("expiryTime")
        ? Scalars.time("expiryTime", user.path("expiryTime").asText())
        : account.engine().now().plus(Duration.ofDays(1));
  }

  private static HttpReply done(Exchange exchange, int status) {
    return Replies.empty(status).header("DataServiceId", exchange.url());
  }
}
