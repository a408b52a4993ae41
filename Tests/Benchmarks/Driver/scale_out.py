"""One stage of tasks of 10 ms on 1, 2, 4, 8 and 16 worker processes."""
import os
import time

import machine
import services

WORKERS, SLOTS = [1, 2, 4, 8, 16], 4


def measure(results):
    alone = None
    costs = {}
    for count in WORKERS:
        tasks = min(300 * count, 2400)
        with services.Work() as work:
            broker, database = work.kafka(), work.postgres()
            coordinator, workers = work.fleet(broker, database.database(), workers=count, slots=SLOTS, jobs=1)
            groups = {"broker": broker.pids, "workers": [process.pid for process in workers], "database": database.pids, "coordinator": [coordinator.pid]}
            before = {name: machine.cpu_seconds(pids) for name, pids in groups.items()}
            busy, began = machine.busy(), services.run("submit", brokers=broker.address, jobs=1, tasks=tasks, milliseconds=10)
            done = services.answer(coordinator)
            seconds = done["at"] - began["began"]
            used = {name: machine.cpu_seconds(pids) - before[name] for name, pids in groups.items()}
            share = (machine.busy() - busy) / (seconds * os.cpu_count())
        speed = tasks / seconds
        alone = alone or speed
        costs[count] = used["coordinator"] * 1000 / tasks
        ideal = count * SLOTS * 100
        print(f"  {count} workers: {speed:.0f} tasks/s of at most {ideal}, cores {share:.0%} busy, CPU ms per task: " +
              ", ".join(f"{name} {value * 1000 / tasks:.2f}" for name, value in used.items()), flush=True)
        results.row(f"10 ms tasks, {count} worker processes of {SLOTS} slots", "ours, 1 worker process", "tasks per second", speed, alone, n=tasks)
        results.note(f"{count} workers: {speed / ideal:.0%} of what the tasks' own time allows; cores {share:.0%} busy; "
                     f"coordinator {costs[count]:.2f} CPU ms per task")
    results.row("coordinator's cost of a task, 16 beside 4 workers", "ours, 4 worker processes", "CPU ms", costs[16], costs[4], bar="<= 1.3", n=1)
