"""Jobs that do nothing, from the submission to the recorded end: our coordinator with PostgreSQL and with SQLite, two worker processes, beside
Celery with Redis, late acknowledgement and two worker processes."""
import json
import os
import subprocess
import time

import machine
import services
from services import Skipped

ROUNDS, WARM_UP, OURS, CELERY = 2, 12_000, 8000, 3000
CASES = ["Celery + Redis", "PostgreSQL, Apache Kafka", "SQLite, Apache Kafka"]


def measure(results):
    figures = {}
    for case, number in machine.interleaved(CASES, ROUNDS):
        try:
            with services.Work() as work:
                figure = celery(work) if case.startswith("Celery") else ours(work, case)
        except Skipped as skipped:
            results.note(f"skipped: {case}: {skipped}")
            continue
        print(f"  {case}: {figure['per_s']:.0f} jobs/s, CPU ms per job: " +
              ", ".join(f"{name} {value:.2f}" for name, value in figure["cpu"].items()), flush=True)
        figures.setdefault(case, []).append(figure)
    speed = {case: machine.median([figure["per_s"] for figure in runs]) for case, runs in figures.items()}
    theirs = speed.get("Celery + Redis")
    for case in CASES[1:]:
        if case in speed:
            results.row(f"durable jobs, {case}", "Celery + Redis, acks_late", "jobs per second", speed[case], theirs,
                        bar=">= 5" if theirs else None, n=len(figures[case]))
            cpu = [sum(figure["cpu"].values()) for figure in figures[case]]
            if theirs:
                other = [sum(figure["cpu"].values()) for figure in figures["Celery + Redis"]]
                results.row(f"durable jobs, {case}", "Celery + Redis, acks_late", "jobs per CPU second, servers included",
                            1000 / machine.median(cpu), 1000 / machine.median(other), n=len(cpu))
    if len(speed) > 2 or not theirs and len(speed) > 1:
        results.row("durable jobs, SQLite", "ours on PostgreSQL", "jobs per second", speed[CASES[2]], speed[CASES[1]], bar=">= 1",
                    n=len(figures[CASES[2]]))
    for case, runs in figures.items():
        parts = {name: machine.median([run["cpu"][name] for run in runs]) for name in runs[0]["cpu"]}
        results.note(f"CPU ms per job, {case}: " + ", ".join(f"{name} {value:.2f}" for name, value in parts.items()))


def ours(work, case):
    broker = work.kafka()
    database = work.postgres() if case.startswith("PostgreSQL") else None
    store = database.database() if database else "sqlite:" + work.path("sqlite")
    coordinator, workers = work.fleet(broker, store, workers=2, slots=64, jobs=f"{WARM_UP},{WARM_UP + OURS}")
    # The broker compiles itself while it runs, statements are prepared, caches fill.
    services.run("submit", brokers=broker.address, jobs=WARM_UP)
    services.answer(coordinator)
    groups = {"broker": broker.pids, "workers": [process.pid for process in workers]}
    if database:
        groups["database"] = database.pids
    before = {name: machine.cpu_seconds(pids) for name, pids in groups.items()}
    began = services.run("submit", brokers=broker.address, jobs=OURS)
    done = services.answer(coordinator)
    cpu = {name: (machine.cpu_seconds(pids) - before[name]) * 1000 / OURS for name, pids in groups.items()}
    cpu["coordinator"] = done["cpu_s"] * 1000 / OURS
    cpu["submitter"] = began["cpu_s"] * 1000 / OURS
    return {"per_s": OURS / (done["at"] - began["began"]), "cpu": cpu}


def celery(work):
    python, scripts = services.peers()
    redis = work.redis()
    env = {"BENCH_REDIS": redis.address, "BENCH_SYS": "celery", "PYTHONDONTWRITEBYTECODE": "1"}
    worker = work.process([python, "-m", "celery", "-A", "queue_tasks:app", "worker", "-P", "prefork", "-c", "2", "-l", "ERROR",
                           "--without-gossip", "--without-mingle", "--without-heartbeat"], env=env, cwd=scripts)
    command = [python, os.path.join(services.HERE, "celery_jobs.py"), scripts, str(CELERY)]
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **env})
    work.endings.append(lambda: services.end(client))
    json.loads(client.stdout.readline())
    before = {"workers": machine.cpu_seconds(machine.family(worker.pid)), "redis": machine.cpu_seconds(redis.pids)}
    answer = json.loads(client.stdout.readline())
    cpu = {"workers": machine.cpu_seconds(machine.family(worker.pid)) - before["workers"],
           "redis": machine.cpu_seconds(redis.pids) - before["redis"], "submitter": answer["cpu_s"]}
    return {"per_s": CELERY / answer["seconds"], "cpu": {name: value * 1000 / CELERY for name, value in cpu.items()}}
