"""One claim (the end of a task, what is ready, the dispatch and the acceptance of the next) with ten thousand and with a million tasks in the store."""
import sqlite3
import subprocess
import time

import machine
import services
from services import Skipped

SIZES = [10_000, 1_000_000]
CLAIMS, TASKS_PER_JOB, ROUNDS = 1000, 100, 4


def measure(results):
    for name in ("SQLite", "PostgreSQL"):
        try:
            with services.Work() as work:
                measure_store(results, name, work)
        except Skipped as skipped:
            results.note(f"skipped: {name}: {skipped}")


def measure_store(results, name, work):
    answers = {size: [] for size in SIZES}
    database = work.postgres() if name == "PostgreSQL" else None
    stores = {size: prepare(work, database, size) for size in SIZES}
    for size, number in machine.interleaved(SIZES, ROUNDS):
        answer = services.run("claim-cost", store=stores[size], claims=CLAIMS, folder=work.path("objects"))
        print(f"  {name}, {size} tasks: p50 {answer['p50_ms']:.3f} ms, p99 {answer['p99_ms']:.3f} ms", flush=True)
        answers[size].append(answer)
    small, large = ({key: min(answer[key] for answer in answers[size]) for key in ("p50_ms", "p99_ms", "cpu_ms")} for size in SIZES)
    for key, bar in (("p50_ms", None), ("p99_ms", "<= 1.3"), ("cpu_ms", None)):
        results.row(f"claim, {name}, 10^6 beside 10^4 tasks", "ours with 10^4 tasks", "ms " + key.split("_")[0], large[key], small[key],
                    bar=bar, n=CLAIMS * ROUNDS)
    told = max(answer["told"] for runs in answers.values() for answer in runs)
    if told:
        results.note(f"{name}: meanwhile, up to {told} transactions told why jobs wait")


def prepare(work, database, size):
    """Makes a store with one waiting task by the fleet's own code, and copies its rows by the database's: a statement for each table, whose
    indexes are made when it is full. Nothing of it is held in memory."""
    began = time.time()
    store = database.database() if database else "sqlite:" + work.path("sqlite")
    services.run("claim-cost", store=store, step="prepare", folder=work.path("objects"))
    copier = PostgresCopier(store) if database else SQLiteCopier(store)
    jobs = size // TASKS_PER_JOB
    job = lambda expression: "'job_' || " + copier.padded(expression)
    # As a fleet leaves them that is at work elsewhere: told already that all workers are busy.
    copier.copy("jobs", jobs, {
        "id": job("n"), "idempotency_key": "'key-' || n", "document_hash": "'hash-' || n", "state": "'waiting'", "waiting_reason": "'busy'",
        "waiting_frees": "'a free slot of a worker of the kind ' || (SELECT kind FROM tasks LIMIT 1)"})
    copier.copy("stages", jobs, {"job_id": job("n"), "remaining": str(TASKS_PER_JOB)})
    # Ids as the fleet makes them are in order of time.
    copier.copy("tasks", size, {
        "id": "'task_' || " + copier.padded("n"), "job_id": job(f"(n - 1) / {TASKS_PER_JOB} + 1"), "ordinal": f"(n - 1) % {TASKS_PER_JOB}",
        "ready_at": "source.ready_at + n / 10", "priority": "0"})
    copier.finish()
    print(f"  {'PostgreSQL' if database else 'SQLite'}, {size} tasks: prepared in {time.time() - began:.1f} s", flush=True)
    return store


class Copier:
    """Copies the newest row of a table many times, with some columns changed."""

    def copy(self, table, count, changed):
        names = self.columns(table)
        values = [changed.get(name, f"source.{name}") for name in names]
        key = "job_id" if table == "stages" else "id"
        indexes = self.indexes(table)
        for name, _ in indexes:
            self.run(f"DROP INDEX {name}")
        self.run(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
                 f"FROM (SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1) AS source, {self.numbers(count)}")
        for _, definition in indexes:
            self.run(definition)


class SQLiteCopier(Copier):
    def __init__(self, store):
        self.connection = sqlite3.connect(store.removeprefix("sqlite:") + "/state.db", isolation_level=None)
        # Only while it is made: the fleet sets its own when it opens the file.
        for setting in ("synchronous = OFF", "cache_size = -64000"):
            self.run("PRAGMA " + setting)

    def run(self, sql):
        return self.connection.execute(sql).fetchall()

    def padded(self, value):
        return f"printf('%09d', {value})"

    def numbers(self, count):
        return f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c) AS numbers"

    def columns(self, table):
        return [name for (name,) in self.run(f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")]

    def indexes(self, table):
        return self.run(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL")

    def finish(self):
        for statement in ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"):
            self.run(statement)
        self.connection.close()


class PostgresCopier(Copier):
    def __init__(self, store):
        self.store = store

    def run(self, sql):
        done = subprocess.run(["psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-F", "\t", self.store, "-c", sql], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def padded(self, value):
        return f"lpad(({value})::text, 9, '0')"

    def numbers(self, count):
        return f"generate_series(1, {count}) AS numbers(n)"

    def columns(self, table):
        return [name for (name,) in self.run(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position")]

    def indexes(self, table):
        # Keys stay: their rows come in order.
        return self.run(f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname NOT LIKE '%_pkey'")

    def finish(self):
        for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
            self.run(statement)
