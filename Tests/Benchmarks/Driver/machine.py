"""What a run is measured on, and what processes use."""
import json
import os
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids):
    """User and system seconds of processes and of their ended children."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as handle:
                fields = handle.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def family(pid):
    """A process and all that it started."""
    found = [pid]
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as handle:
            children = handle.read().split()
    except OSError:
        children = []
    for child in children:
        found += family(int(child))
    return found


def busy():
    """Seconds of all cores that were not idle since the machine started, to tell how much others took meanwhile."""
    with open("/proc/stat") as handle:
        fields = list(map(int, handle.readline().split()[1:9]))
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def cores():
    return os.cpu_count()


def describe():
    model = "unknown"
    with open("/proc/cpuinfo") as handle:
        for line in handle:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo") as handle:
        memory = int(handle.readline().split()[1]) // 1048576
    return f"{os.cpu_count()} x {model}, {memory} GiB, load {os.getloadavg()[0]:.1f} at the start"


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def interleaved(cases, rounds):
    """A B C, C B A, A B C ...: slow drifts of the machine meet all alike."""
    for number in range(rounds):
        yield from ((case, number) for case in (cases if number % 2 == 0 else list(reversed(cases))))
