"""One stage of tasks of 10 ms, while the fleet grows from 1 worker process to 16 and shrinks again."""
import machine
import services

WORKERS, SLOTS, MILLISECONDS = [1, 2, 4, 8, 16], 1, 10
TASKS_OF_ONE, MOST_TASKS, WARM_UP = 300, 1800, 600
PARTS = ("coordinator", "database", "broker", "workers")


def measure(results):
    sizes = WORKERS + WORKERS[::-1]
    phases = {count: [] for count in WORKERS}
    with services.Work() as work:
        broker, database = work.kafka(), work.postgres()
        sequence = [1] + sizes
        coordinator, workers = work.fleet(
            broker, database.database(), workers=sequence, slots=SLOTS, jobs=",".join(str(number + 1) for number in range(len(sequence))))
        groups = {"coordinator": [coordinator.pid], "database": database.pids, "broker": broker.pids}
        run(broker, coordinator, workers, groups, WARM_UP)
        for size in sizes:
            work.resize(workers, broker, size, slots=SLOTS)
            services.answer(coordinator)
            phase = run(broker, coordinator, workers, groups, min(TASKS_OF_ONE * size, MOST_TASKS))
            phases[size].append(phase)
            print(f"  {size} workers: {describe(phase)}", flush=True)
    mean = {size: {key: sum(phase[key] for phase in runs) / len(runs) for key in runs[0]} for size, runs in phases.items()}
    alone = mean[1]["per_s"]
    for size in WORKERS:
        results.row(f"{MILLISECONDS} ms tasks, {size} worker processes", f"ours with 1, {size} times", "tasks per second", mean[size]["per_s"],
                    alone * size, n=len(phases[size]))
    for size in WORKERS[1:]:
        # Either the throughput has grown with the workers, or the cores are full.
        results.row(f"{size} worker processes: growth or cores, the fuller", None, "share",
                    max(mean[size]["per_s"] / (alone * size), mean[size]["busy"]), None, bar=">= 0.9", n=len(phases[size]))
    results.row("coordinator's cost of a task, 16 beside 1 workers", "ours, 1 worker process", "CPU ms", mean[16]["coordinator"],
                mean[1]["coordinator"], bar="<= 1.3", n=len(phases[16]))
    for size in WORKERS:
        results.note(f"{size} workers: {describe(mean[size])}")


def describe(phase):
    parts = ", ".join(f"{name} {phase[name]:.2f}" for name in PARTS)
    share = sum(phase[name] for name in PARTS) * phase["per_s"] / 1000 / machine.cores()
    return f"{phase['per_s']:.0f} tasks/s, {machine.cores()} cores {phase['busy']:.0%} busy, {share:.0%} by the fleet; CPU ms per task: {parts}"


def run(broker, coordinator, workers, groups, tasks):
    """One job, from its submission to its recorded end."""
    groups = {**groups, "workers": [process.pid for process in workers]}
    before = {name: machine.cpu_seconds(pids) for name, pids in groups.items()}
    busy, began = machine.busy(), services.run("submit", brokers=broker.address, jobs=1, tasks=tasks, milliseconds=MILLISECONDS)
    seconds = services.answer(coordinator)["at"] - began["began"]
    figures = {name: (machine.cpu_seconds(pids) - before[name]) * 1000 / tasks for name, pids in groups.items()}
    return {**figures, "per_s": tasks / seconds, "busy": (machine.busy() - busy) / (seconds * machine.cores())}
