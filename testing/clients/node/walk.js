// Walks through pool, job, tasks, files and deletes with Microsoft's client for Node.js, as it is.
// Usage: node walk.js ENDPOINT ACCOUNT KEY; it fails with what the client found to be wrong.
"use strict";

const assert = require("node:assert/strict");
const { BatchServiceClient, BatchSharedKeyCredentials } = require("@azure/batch");
const { RestError } = require("@azure/ms-rest-js");

const [endpoint, account, key] = process.argv.slice(2);
const client = new BatchServiceClient(new BatchSharedKeyCredentials(account, key), endpoint);

async function until(condition) {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `it takes too long: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function refused(call, status, code) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof RestError, error);
    assert.equal(error.statusCode, status);
    assert.equal(error.code, code);
    assert.equal(error.body.message.lang, "en-US");
    return true;
  });
}

async function text(response) {
  const chunks = [];
  for await (const chunk of response.readableStreamBody) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function walkPool() {
  await client.pool.add({
    id: "p",
    vmSize: "standard_d2s_v5",
    virtualMachineConfiguration: {
      imageReference: { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server" },
      nodeAgentSKUId: "batch.node.ubuntu 24.04",
    },
    targetDedicatedNodes: 2,
    metadata: [{ name: "what", value: "reads" }],
  });
  await until(async () => {
    const nodes = await client.computeNode.list("p", { computeNodeListOptions: { select: "id,state" } });
    return nodes.filter((node) => node.state === "idle").length === 2;
  });
  const pool = await client.pool.get("p");
  assert.equal(pool.allocationState, "steady");
  assert.equal(pool.resizeTimeout, "PT15M");
  assert.ok(pool.creationTime instanceof Date);
  assert.equal((await client.pool.exists("p")).body, true);
  assert.equal((await client.pool.exists("none")).body, false);
  const metadata = [{ name: "what", value: "writes" }];
  await client.pool.patch("p", { metadata });
  assert.deepEqual((await client.pool.get("p")).metadata, metadata);
  const counts = await client.account.listPoolNodeCounts();
  assert.equal(counts[0].dedicated.idle, 2);
  await refused(client.pool.get("none"), 404, "PoolNotFound");
}

async function walkTasks() {
  await client.job.add({ id: "j", poolInfo: { poolId: "p" } });
  await client.task.add("j", { id: "t0", commandLine: "hello" });
  await refused(client.task.add("j", { id: "T0", commandLine: "hello" }), 409, "TaskExists");
  const { value } = await client.task.addCollection(
    "j",
    ["t0", "t1", "t2", "t3", "t 4"].map((id) => ({ id, commandLine: id === "t3" ? "fail" : "hello" })),
  );
  const status = Object.fromEntries(value.map((each) => [each.taskId, each.status.toLowerCase()]));
  assert.deepEqual(status, {
    t0: "clienterror",
    t1: "success",
    t2: "success",
    t3: "success",
    "t 4": "clienterror",
  });
  assert.equal(value.find((each) => each.taskId === "t0").error.code, "TaskExists");
  await until(async () => (await client.job.getTaskCounts("j")).taskCounts.completed === 4);
  const { taskCounts } = await client.job.getTaskCounts("j");
  assert.equal(taskCounts.succeeded, 3);
  assert.equal(taskCounts.failed, 1);

  const taskListOptions = {
    filter: "state eq 'completed' and executionInfo/exitCode eq 0",
    select: "id,executionInfo",
    maxResults: 2,
  };
  const page = await client.task.list("j", { taskListOptions });
  assert.equal(page.length, 2);
  const next = await client.task.listNext(page.odatanextLink);
  assert.equal(next.odatanextLink, undefined);
  const ids = [...page, ...next].map((task) => task.id).sort();
  assert.deepEqual(ids, ["t0", "t1", "t2"]);
  assert.equal(page[0].state, undefined);

  const failed = await client.task.get("j", "t3");
  assert.equal(failed.state, "completed");
  assert.equal(failed.executionInfo.exitCode, 3);
  assert.equal(failed.executionInfo.result, "failure");
  assert.equal(failed.executionInfo.failureInfo.code, "FailureExitCode");
  await refused(client.task.get("j", "none"), 404, "TaskNotFound");
}

async function walkFiles() {
  const files = await client.file.listFromTask("j", "t0", { recursive: true });
  const stdout = files.find((file) => file.name === "stdout.txt");
  assert.equal(stdout.properties.contentLength, 12);
  assert.equal(await text(await client.file.getFromTask("j", "t0", "stdout.txt")), "hello\nworld\n");
  const fileGetFromTaskOptions = { ocpRange: "bytes=6-10" };
  assert.equal(
    await text(await client.file.getFromTask("j", "t0", "stdout.txt", { fileGetFromTaskOptions })),
    "world",
  );
  const properties = await client.file.getPropertiesFromTask("j", "t0", "stdout.txt");
  assert.equal(properties.contentLength, 12);
  // The service says it so, and this client takes only "false" for what it is.
  assert.equal(properties.ocpBatchFileIsdirectory, "False");
  await client.file.deleteFromTask("j", "t0", "stdout.txt");
  // Of what should be a file, and of HEAD, this client takes no more than the status.
  const gone = { statusCode: 404 };
  await assert.rejects(client.file.getFromTask("j", "t0", "stdout.txt"), gone);
  await assert.rejects(client.file.getPropertiesFromTask("j", "t0", "stdout.txt"), gone);
}

async function walkEnd() {
  await client.task.add("j", { id: "long", commandLine: "endless" });
  await until(async () => (await client.task.get("j", "long")).state === "running");
  await client.task.terminate("j", "long");
  await client.task.deleteMethod("j", "long");
  const { eTag } = await client.job.get("j");
  await client.job.patch("j", { priority: 5 });
  await refused(
    client.job.patch("j", { priority: 6 }, { jobPatchOptions: { ifMatch: eTag } }),
    412,
    "ConditionNotMet",
  );
  await client.job.terminate("j", { terminateReason: "enough" });
  await until(async () => (await client.job.get("j")).state === "completed");
  assert.equal((await client.job.get("j")).executionInfo.terminateReason, "enough");
  await client.job.deleteMethod("j");
  await until(async () => (await client.job.list()).length === 0);
  await refused(client.job.get("j"), 404, "JobNotFound");
  await client.pool.deleteMethod("p");
  await until(async () => !(await client.pool.exists("p")).body);
}

async function walk() {
  await walkPool();
  await walkTasks();
  await walkFiles();
  await walkEnd();
}

walk().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
