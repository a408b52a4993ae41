"""An idle fleet on Apache Kafka: from the call that produces a job to its first task being readable."""
import services
from services import Skipped

SAMPLES = 120


def measure(results):
    for name in ("PostgreSQL", "SQLite"):
        try:
            with services.Work() as work:
                broker = work.kafka()
                store = work.postgres().database() if name == "PostgreSQL" else "sqlite:" + work.path("sqlite")
                work.fleet(broker, store, workers=2, slots=4)
                answer = services.run("first-dispatch", brokers=broker.address, samples=SAMPLES)
        except Skipped as skipped:
            results.note(f"skipped: {name}: {skipped}")
            continue
        results.row(f"submit to first dispatch, {name}", None, "ms p50", answer["p50_ms"], None, bar="<= 20", n=answer["n"])
        results.row(f"submit to first dispatch, {name}", None, "ms p99", answer["p99_ms"], None, bar="<= 100", n=answer["n"])
        results.note(f"{name}: the longest of {answer['n']} was {answer['max_ms']:.1f} ms")
