"""One claim (what is ready, and the transaction that dispatches it) with ten thousand and with a million tasks in the store."""
import os
import subprocess

import services
from services import Skipped

SIZES = [10_000, 1_000_000]
CLAIMS, TASKS_PER_JOB = 1500, 100


def measure(results):
    for name in ("SQLite", "PostgreSQL"):
        try:
            with services.Work() as work:
                answers = {}
                database = work.postgres() if name == "PostgreSQL" else None
                stores = {size: prepare(work, database, size) for size in SIZES}
                for size in SIZES + SIZES[::-1]:
                    answer = services.run("claim-cost", store=stores[size], claims=CLAIMS, folder=work.path("objects"))
                    print(f"  {name}, {size} tasks: p50 {answer['p50_ms']:.3f} ms, p99 {answer['p99_ms']:.3f} ms", flush=True)
                    answers.setdefault(size, []).append(answer)
        except Skipped as skipped:
            results.note(f"skipped: {name}: {skipped}")
            continue
        small, large = ({key: min(answer[key] for answer in answers[size]) for key in ("p50_ms", "p99_ms", "cpu_ms")} for size in SIZES)
        for key, bar in (("p50_ms", None), ("p99_ms", "<= 1.3"), ("cpu_ms", None)):
            results.row(f"claim, {name}, 10^6 beside 10^4 tasks", "ours with 10^4 tasks", "ms " + key.split("_")[0], large[key], small[key],
                        bar=bar, n=CLAIMS * 2)


def prepare(work, database, size):
    """Makes a store with one waiting task by the fleet's own code, and copies its rows."""
    store = database.database() if database else "sqlite:" + work.path("sqlite")
    services.run("claim-cost", store=store, step="prepare", folder=work.path("objects"))
    jobs = size // TASKS_PER_JOB
    if database:
        numbers = lambda count: f"generate_series(1, {count}) as numbers(n)"
        ask = lambda sql: subprocess.run(["psql", "-qAt", store, "-c", sql], check=True, capture_output=True, text=True).stdout
        columns = lambda table: ask(f"select column_name from information_schema.columns where table_name = '{table}' order by ordinal_position").split()
        pad = lambda value: f"lpad(({value})::text, 9, '0')"
    else:
        path = store.removeprefix("sqlite:") + "/state.db"
        ask = lambda sql: subprocess.run(["sqlite3", path, sql], check=True, capture_output=True, text=True).stdout
        numbers = lambda count: f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c) AS numbers"
        columns = lambda table: ask(f"select name from pragma_table_info('{table}') order by cid").split()
        pad = lambda value: f"printf('%09d', {value})"
    job = lambda expression: "'job_' || " + pad(expression)
    copy(ask, columns, "jobs", numbers(jobs), {"id": job("n"), "idempotency_key": "'key-' || n", "document_hash": "'hash-' || n"})
    copy(ask, columns, "stages", numbers(jobs), {"job_id": job("n"), "remaining": str(TASKS_PER_JOB)})
    # Ids as the fleet makes them are in order of time.
    copy(ask, columns, "tasks", numbers(size), {
        "id": "'task_' || " + pad("n"), "job_id": job(f"(n - 1) / {TASKS_PER_JOB} + 1"), "ordinal": f"(n - 1) % {TASKS_PER_JOB}",
        "ready_at": "source.ready_at + n / 10", "priority": "0"})
    ask("vacuum analyze" if database else "analyze")
    return store


def copy(ask, columns, table, numbers, changed):
    names = columns(table)
    values = [changed.get(name, f"source.{name}") for name in names]
    key = "job_id" if table == "stages" else "id"
    ask(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM (SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1) AS source, {numbers}")
