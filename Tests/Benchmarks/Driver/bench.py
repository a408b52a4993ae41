#!/usr/bin/env python3
"""Runs benchmarks by name; `deploy/bench` has made what they need. bench.py [NAME ...]"""
import importlib
import signal
import sys

import machine
import results
import services

NAMES = ["first_dispatch", "durable_jobs", "message_loop", "claim_cost", "fairness", "scale_out", "overhead"]


def main():
    # Whoever ends this ends what it has started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    missed = []
    for name in wanted:
        print(f"\n-- {name}", flush=True)
        outcome = results.Results(name, machine.describe())
        try:
            importlib.import_module(name).measure(outcome)
        except services.Skipped as skipped:
            outcome.note(f"skipped: {skipped}")
        if not outcome.finish():
            missed.append(name)
    print(f"\n{len(wanted)} benchmarks; a bar is missed in: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
