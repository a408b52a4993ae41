"""Short tasks while one worker of four is held by a long one, and another tenant's first task during a flood."""
import json
import subprocess
import time

import machine
import services

SHORT_MS, EVERY_MS, SHORT, FLOOD_JOBS, FLOOD_TASKS = 50, 60, 300, 100, 1000


def measure(results):
    with services.Work() as work:
        held_worker(results, work)
    with services.Work() as work:
        flood(results, work)


def held_worker(results, work):
    waits = {}
    for case in ("none", "one held", "one held", "none"):
        mark = len(work.endings)
        broker, database = work.kafka(), work.postgres()
        store = database.database()
        work.fleet(broker, store, workers=4, slots=1)
        if case == "one held":
            services.run("submit", brokers=broker.address, jobs=1, milliseconds=600_000)
            time.sleep(1)
        services.run("submit", brokers=broker.address, jobs=SHORT, milliseconds=SHORT_MS, every=EVERY_MS)
        sql = ("select accepted_at - ready_at from tasks where state = 'completed'")
        for _ in range(200):
            found = subprocess.run(["psql", "-qAt", store, "-c", sql], capture_output=True, text=True).stdout.split()
            if len(found) >= SHORT:
                break
            time.sleep(0.1)
        waits.setdefault(case, []).extend(int(value) for value in found)
        work.end(mark)
    p99 = {case: machine.percentile(values, 0.99) for case, values in waits.items()}
    p50 = {case: machine.percentile(values, 0.5) for case, values in waits.items()}
    results.row(f"wait of {SHORT_MS} ms tasks, one worker of four held", "ours with none held", "ms p99", p99["one held"], max(p99["none"], 1), bar="<= 2",
                n=len(waits["one held"]))
    results.row(f"wait of {SHORT_MS} ms tasks, one worker of four held", "ours with none held", "ms p50", p50["one held"], max(p50["none"], 1),
                n=len(waits["one held"]))


def flood(results, work):
    broker, database = work.kafka(), work.postgres()
    work.fleet(broker, database.database(), workers=2, slots=4, tenants="calm,loud")
    idle = services.run("first-dispatch", brokers=broker.address, samples=60, tenant="calm")
    services.run("submit", brokers=broker.address, tenant="loud", jobs=FLOOD_JOBS, tasks=FLOOD_TASKS, milliseconds=20)
    time.sleep(10)
    loaded = services.run("first-dispatch", brokers=broker.address, samples=60, tenant="calm")
    for key, bar in (("p50_ms", "<= 2"), ("p99_ms", None)):
        results.row(f"first task of a tenant while another floods {FLOOD_JOBS * FLOOD_TASKS} tasks", "ours, idle", "ms " + key.split("_")[0],
                    loaded[key], idle[key], bar=bar, n=loaded["n"])
