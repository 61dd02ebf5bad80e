"""Walks through pool, job, tasks, files and deletes with Microsoft's client for Python, as it is.

Usage: python3 walk.py ENDPOINT ACCOUNT KEY; it fails with what the client found to be wrong.
"""

import sys
import time
from datetime import timedelta

from azure.batch import BatchServiceClient, models
from azure.batch.batch_auth import SharedKeyCredentials
from azure.batch.custom.custom_errors import CreateTasksErrorException

endpoint, account, key = sys.argv[1:]
client = BatchServiceClient(SharedKeyCredentials(account, key), batch_url=endpoint)


def same(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


def refused(status, code, call, *arguments, **more):
    try:
        call(*arguments, **more)
    except models.BatchErrorException as error:
        same(error.response.status_code, status)
        same(error.error.code, code)
        same(error.error.message.lang, "en-US")
    else:
        raise AssertionError(f"{call} was not refused with {code}")


def text(chunks):
    return b"".join(chunks).decode()


def walk_pool():
    client.pool.add(
        models.PoolAddParameter(
            id="p",
            vm_size="standard_d2s_v5",
            virtual_machine_configuration=models.VirtualMachineConfiguration(
                image_reference=models.ImageReference(
                    publisher="canonical", offer="ubuntu-24_04-lts", sku="server"
                ),
                node_agent_sku_id="batch.node.ubuntu 24.04",
            ),
            target_dedicated_nodes=2,
            metadata=[models.MetadataItem(name="what", value="reads")],
        )
    )
    select = models.ComputeNodeListOptions(select="id,state")
    until(
        lambda: [node.state.value for node in client.compute_node.list("p", select)]
        == ["idle", "idle"]
    )
    pool = client.pool.get("p")
    same(pool.allocation_state, models.AllocationState.steady)
    same(pool.resize_timeout, timedelta(minutes=15))
    same(pool.creation_time.tzinfo is not None, True)
    same(client.pool.exists("p"), True)
    same(client.pool.exists("none"), False)
    metadata = [models.MetadataItem(name="what", value="writes")]
    client.pool.patch("p", models.PoolPatchParameter(metadata=metadata))
    same([item.value for item in client.pool.get("p").metadata], ["writes"])
    same(next(iter(client.account.list_pool_node_counts())).dedicated.idle, 2)
    refused(404, "PoolNotFound", client.pool.get, "none")


def task(id):
    return models.TaskAddParameter(id=id, command_line="fail" if id == "t3" else "hello")


def walk_tasks():
    client.job.add(models.JobAddParameter(id="j", pool_info=models.PoolInformation(pool_id="p")))
    client.task.add("j", task("t0"))
    refused(409, "TaskExists", client.task.add, "j", task("T0"))
    # What exists already is no error to this client, which may have added it before.
    results = client.task.add_collection("j", [task(id) for id in ("t0", "t1", "t2", "t3")]).value
    same(sorted(result.task_id for result in results), ["t0", "t1", "t2", "t3"])
    try:
        client.task.add_collection("j", [task("t 4"), task("t4")])
    except CreateTasksErrorException as error:
        same([failure.task_id for failure in error.failure_tasks], ["t 4"])
        same(error.failure_tasks[0].error.code, "InvalidPropertyValue")
    else:
        raise AssertionError("a task with a blank in its id was added")
    until(lambda: client.job.get_task_counts("j").task_counts.completed == 5)
    counts = client.job.get_task_counts("j").task_counts
    same((counts.succeeded, counts.failed), (4, 1))
    options = models.TaskListOptions(
        filter="state eq 'completed' and executionInfo/exitCode eq 0",
        select="id,executionInfo",
        max_results=2,
    )
    listed = list(client.task.list("j", options))
    same(sorted(each.id for each in listed), ["t0", "t1", "t2", "t4"])
    same(listed[0].state, None)
    failed = client.task.get("j", "t3")
    same(failed.state, models.TaskState.completed)
    same(failed.execution_info.exit_code, 3)
    same(failed.execution_info.result, models.TaskExecutionResult.failure)
    same(failed.execution_info.failure_info.code, "FailureExitCode")
    refused(404, "TaskNotFound", client.task.get, "j", "none")


def walk_files():
    files = {file.name: file for file in client.file.list_from_task("j", "t0", recursive=True)}
    same(files["stdout.txt"].properties.content_length, 12)
    same(files["wd"].is_directory, True)
    same(text(client.file.get_from_task("j", "t0", "stdout.txt")), "hello\nworld\n")
    range = models.FileGetFromTaskOptions(ocp_range="bytes=6-10")
    same(text(client.file.get_from_task("j", "t0", "stdout.txt", range)), "world")
    headers = client.file.get_properties_from_task("j", "t0", "stdout.txt", raw=True).headers
    same(headers["Content-Length"], 12)
    same(headers["ocp-batch-file-isdirectory"], False)
    client.file.delete_from_task("j", "t0", "stdout.txt")
    refused(404, "FileNotFound", client.file.get_from_task, "j", "t0", "stdout.txt")


def walk_end():
    client.task.add("j", models.TaskAddParameter(id="long", command_line="endless"))
    until(lambda: client.task.get("j", "long").state == models.TaskState.running)
    client.task.terminate("j", "long")
    client.task.delete("j", "long")
    stale = models.JobPatchOptions(if_match=client.job.get("j").e_tag)
    client.job.patch("j", models.JobPatchParameter(priority=5))
    change = models.JobPatchParameter(priority=6)
    refused(412, "ConditionNotMet", client.job.patch, "j", change, stale)
    client.job.terminate("j", terminate_reason="enough")
    until(lambda: client.job.get("j").state == models.JobState.completed)
    same(client.job.get("j").execution_info.terminate_reason, "enough")
    client.job.delete("j")
    until(lambda: not list(client.job.list()))
    refused(404, "JobNotFound", client.job.get, "j")
    client.pool.delete("p")
    until(lambda: not client.pool.exists("p"))


walk_pool()
walk_tasks()
walk_files()
walk_end()
