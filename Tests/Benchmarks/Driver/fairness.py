"""Short tasks while one worker of four is held by a long one, and another tenant's first task during a flood."""
import subprocess
import time

import machine
import services

SHORT_MS, EVERY_MS, SHORT, WARM_UP, LONG_MS = 1000, 400, 100, 20, 6 * 3_600_000
FLOOD_JOBS, FLOOD_TASKS, FLOOD_MS, FLOOD_WARM_UP, SAMPLES = 100, 1000, 1000, 4000, 60


def measure(results):
    with services.Work() as work:
        held_worker(results, work)
    with services.Work() as work:
        flood(results, work)


def held_worker(results, work):
    """Three free workers have time for what comes in, with the long task as without it: what is measured is whether anything waits behind it."""
    broker, database = work.kafka(), work.postgres()
    store = database.database()
    work.fleet(broker, store, workers=4, slots=1)
    submit = lambda count, **options: services.run("submit", brokers=broker.address, jobs=count, **options)
    submit(WARM_UP, milliseconds=SHORT_MS, every=EVERY_MS)
    submit(SHORT, milliseconds=SHORT_MS, every=EVERY_MS)
    submit(1, milliseconds=LONG_MS)
    time.sleep(1)
    submit(SHORT, milliseconds=SHORT_MS, every=EVERY_MS)
    waits = waited(store, WARM_UP + 2 * SHORT)
    none, held = waits[WARM_UP:WARM_UP + SHORT], waits[WARM_UP + SHORT:]
    for share, bar in ((0.99, "<= 2"), (0.5, None)):
        results.row(f"wait of {SHORT_MS} ms tasks, one worker of four held by a task of 6 h", "ours, none held", f"ms p{share * 100:.0f}",
                    machine.percentile(held, share), max(machine.percentile(none, share), 1), bar=bar, n=SHORT)


def waited(store, count):
    """How long each completed task was ready before a worker had it, in the order of their coming."""
    deadline = time.time() + 30
    while True:
        sql = "SELECT accepted_at - ready_at FROM tasks WHERE state = 'completed' ORDER BY ready_at, id"
        found = subprocess.run(["psql", "-qAt", store, "-c", sql], capture_output=True, text=True, check=True).stdout.split()
        if len(found) >= count:
            return [int(value) for value in found]
        if time.time() > deadline:
            raise RuntimeError(f"{len(found)} of {count} short tasks are done")
        time.sleep(0.2)


def flood(results, work):
    """The flood's tasks last longer and shorter than a second, so that slots come free all the time, and need hardly any processor."""
    broker, database = work.kafka(), work.postgres()
    store = database.database()
    work.fleet(broker, store, workers=2, slots=64, tenants="calm,loud")
    # The broker compiles itself while it runs, statements are prepared, caches fill.
    services.run("submit", brokers=broker.address, jobs=FLOOD_WARM_UP)
    wait_for(store, "SELECT COUNT(*) FROM jobs WHERE state = 'succeeded'", FLOOD_WARM_UP, "the warm-up did not end")
    sample = lambda count: services.run("first-dispatch", brokers=broker.address, samples=count, tenant="calm")
    idle = sample(SAMPLES)
    services.run("submit", brokers=broker.address, tenant="loud", jobs=FLOOD_JOBS, tasks=FLOOD_TASKS, milliseconds=FLOOD_MS, varied=1)
    coming = sample(SAMPLES // 6)
    wait_for(store, "SELECT COUNT(*) FROM tasks WHERE tenant = 'loud'", FLOOD_JOBS * FLOOD_TASKS, "the flood did not come in")
    busy, began = machine.busy(), time.time()
    loaded = sample(SAMPLES)
    share = (machine.busy() - busy) / (time.time() - began) / machine.cores()
    case = f"first task of a tenant while another floods {FLOOD_JOBS * FLOOD_TASKS} tasks"
    for key, bar in (("p50_ms", "<= 2"), ("p99_ms", None)):
        results.row(case, "ours, idle", "ms " + key.split("_")[0], loaded[key], idle[key], bar=bar, n=loaded["n"])
    results.row(case + ", which still come in", "ours, idle", "ms p50", coming["p50_ms"], idle["p50_ms"], n=coming["n"])
    results.note(f"the longest while the flood came in: {coming['max_ms']:.0f} ms; afterwards: {loaded['max_ms']:.0f} ms, cores {share:.0%} busy")


def wait_for(store, sql, count, failure):
    deadline = time.time() + 90
    while time.time() < deadline:
        found = subprocess.run(["psql", "-qAt", store, "-c", sql], capture_output=True, text=True).stdout
        if int(found or 0) >= count:
            return
        time.sleep(0.5)
    raise RuntimeError(failure)
