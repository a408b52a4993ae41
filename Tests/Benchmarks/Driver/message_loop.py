"""Consume, decode, validate, produce: 1 KiB of JSON in, 300 bytes out, at least once. Beside confluent-kafka with orjson, FastStream, and a
loop in C that does not look at the message (the floor)."""
import json
import os
import subprocess

import machine
import services
from services import Skipped

BROKERS = {"mock cluster": (48, 4000), "Apache Kafka 4.3": (8, 25000)}
ROUNDS = 7


def measure(results):
    with services.Work() as work:
        for name, (partitions, each) in BROKERS.items():
            try:
                one(results, work, name, partitions, partitions * each)
            except Skipped as skipped:
                results.note(f"skipped: {name}: {skipped}")
            work.end()


def one(results, work, name, partitions, messages):
    python, scripts = services.peers()
    if name.startswith("mock"):
        broker = work.mock({"in": partitions, "out": partitions})
    else:
        broker = work.kafka()
        services.run("topics", brokers=broker.address, loop=partitions)
    floor = os.path.join(work.folder, "floor")
    if not os.path.exists(floor):
        subprocess.check_call(["gcc", "-O2", "-w", "-o", floor, os.path.join(scripts, "kafka_floor.c"), "-lrdkafka"])
    peer = lambda mode, group, count, *more: [python, os.path.join(scripts, "kafka_loop.py"), mode, broker.address, "in", "out", group, str(count), *more]
    subprocess.run(peer("preload", "-", messages, str(partitions)), check=True, capture_output=True, timeout=120)
    commands = {
        "ours": lambda group: services.subject("message-loop", brokers=broker.address, **{"in": "in"}, out="out", group=group, messages=messages),
        "c": lambda group: [floor, broker.address, "in", "out", group, str(messages)],
        "confluent-kafka + orjson": lambda group: peer("confluent_orjson", group, messages),
    }
    slow = min(messages, 6000)
    figures = {}
    order = list(machine.interleaved(list(commands), ROUNDS))
    for case, number in order + [("FastStream", 0)]:
        group = f"{case.split()[0]}-{number}-{os.getpid()}"
        command = peer("faststream", group, slow) if case == "FastStream" else commands[case](group)
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
        try:
            answer = json.loads(done.stdout.strip().splitlines()[-1])
        except (IndexError, ValueError):
            results.note(f"{case} failed on the {name}: {(done.stderr or done.stdout)[-200:]}")
            continue
        count = slow if case == "FastStream" else messages
        if answer["n"] < count:
            results.note(f"{case} read {answer['n']} of {count} messages on the {name}")
            continue
        if case in ("ours", "confluent-kafka + orjson") and answer["n"] == messages and answer["seq_sum"] != messages * (messages - 1) // 2:
            raise RuntimeError(f"{case}: the messages are not those that were written")
        figures.setdefault(case, []).append((answer["n"] / answer["cpu_s"], answer["n"] / answer["wall_s"]))
        print(f"  {name}: {case}: {answer['n'] / answer['wall_s']:.0f}/s, {answer['cpu_s'] / answer['n'] * 1e6:.2f} CPU-s per million", flush=True)
    best = {case: [machine.median([pair[kind] for pair in pairs]) for kind in (0, 1)] for case, pairs in figures.items()}
    share = best["ours"][0] / best["c"][0] if "c" in best else None
    bars = {"confluent-kafka + orjson": ">= 2", "FastStream": ">= 5", "c": ">= 0.6"}
    for case, bar in bars.items():
        if case in best:
            opponent = "librdkafka in C (floor)" if case == "c" else case
            results.row(f"message loop, {name}", opponent, "messages per CPU second", best["ours"][0], best[case][0], bar=bar,
                        floor_fraction=share, n=len(figures["ours"]))
            results.row(f"message loop, {name}", opponent, "messages per second", best["ours"][1], best[case][1], n=len(figures["ours"]))
