#!/usr/bin/env python3
"""Puts rows into a results file and prints its table: results.py FILE NAME ROWS...

A row takes the place of the one of its scenario; the other rows of the file stay, so that each kind of run brings its own."""
import datetime
import json
import os
import platform
import subprocess
import sys


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores"


def main(path, name, parts):
    fresh = []
    for part in parts:
        if os.path.getsize(part):
            with open(part, encoding="utf-8") as text:
                fresh += json.load(text)
    rows = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as text:
            rows = json.load(text)["rows"]
    scenarios = {row["scenario"] for row in fresh}
    rows = [row for row in rows if row["scenario"] not in scenarios] + fresh
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    when = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as text:
        json.dump({"name": name, "commit": commit, "when": when, "machine": machine(), "rows": rows}, text, indent=2, ensure_ascii=False)
        text.write("\n")
    for row in fresh:
        limit = "" if row["limit"] is None else f"  (at most {row['limit']:g})"
        print(f"{row['scenario']:<62} runs {row['runs']:>6}  violations {row['violations']:>3}  {row['figure']:g} {row['unit']}{limit}")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
