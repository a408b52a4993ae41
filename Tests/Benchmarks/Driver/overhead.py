"""What the inbox, the outbox, the leases and the audit cost: the same coordinator without one of them, and without all, 32 messages in a
transaction. They cannot be switched off in the product; a patched copy is built in which they can."""
import machine
import promises
import services
from services import Skipped

PROMISES = ["inbox", "outbox", "leases", "audit"]
WITHOUT = ["", ",".join(PROMISES)] + PROMISES
SHAPES = {"jobs of one task": {"jobs": 1500, "tasks": 1, "warm-up": 300}, "jobs of 100 tasks": {"jobs": 25, "tasks": 100, "warm-up": 5}}
ROUNDS, MOST = 2, 25


def measure(results):
    copy = promises.build()
    for name in ("PostgreSQL", "SQLite"):
        for shape, load in SHAPES.items():
            try:
                measure_shape(results, copy, name, shape, load)
            except Skipped as skipped:
                results.note(f"skipped: {name}: {skipped}")


def measure_shape(results, copy, name, shape, load):
    rates = {without: [] for without in WITHOUT}
    with services.Work() as work:
        database = work.postgres() if name == "PostgreSQL" else None
        for without, _ in machine.interleaved(WITHOUT, ROUNDS):
            store = database.database() if database else "sqlite:" + work.path("sqlite")
            answer = services.run("dispatch-rate", program=copy, env={"MODELOPS_WITHOUT": without}, store=store, folder=work.path("objects"), **load)
            rates[without].append(answer["per_s"])
    rate = {without: machine.median(values) for without, values in rates.items()}
    print(f"  {name}, {shape}: " + ", ".join(f"without {without or 'nothing'} {value:.0f}/s" for without, value in rate.items()), flush=True)
    for without in WITHOUT[1:]:
        is_all = without == WITHOUT[1]
        # The share of the throughput that is left with the promise.
        results.row(f"{name}, {shape}: with all promises", f"ours without {'any of the four' if is_all else 'the ' + without}", "tasks per second",
                    rate[""], rate[without], bar=f">= {1 - MOST / 100}" if is_all else None, n=ROUNDS)
