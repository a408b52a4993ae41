#!/usr/bin/env python3
"""Checks of what is not Swift: topics.json, links in documents, shell scripts."""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
findings = []


def listed(*patterns):
    out = subprocess.run(["git", "-C", ROOT, "ls-files", *patterns], capture_output=True, text=True).stdout
    return [line for line in out.split("\n") if line and os.path.isfile(os.path.join(ROOT, line))]


def anchor(title):
    title = re.sub(r"[`*_]", "", title.strip().lower())
    return re.sub(r"[^\w\- ]", "", title).replace(" ", "-")


for name in listed("*.md"):
    with open(os.path.join(ROOT, name), encoding="utf-8") as handle:
        text = handle.read()
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        full = os.path.normpath(os.path.join(ROOT, os.path.dirname(name), path)) if path else os.path.join(ROOT, name)
        if not os.path.exists(full):
            findings.append(f"{name}: the link {target} leads nowhere")
        elif fragment and full.endswith(".md"):
            with open(full, encoding="utf-8") as handle:
                titles = {anchor(t) for t in re.findall(r"^#+ (.*)$", handle.read(), re.M)}
            if fragment not in titles:
                findings.append(f"{name}: no heading for {target}")

with open(os.path.join(ROOT, "topics.json"), encoding="utf-8") as handle:
    manifest = json.load(handle)
names = [topic["name"] for topic in manifest["topics"]]
for name in sorted({n for n in names if names.count(n) > 1}):
    findings.append(f"topics.json: {name} twice")
for topic in manifest["topics"]:
    for field in ("key", "partitions", "retention", "producers", "consumers"):
        if not any(field in key for key in topic):
            findings.append(f"topics.json: {topic['name']} says nothing of {field}")

for name in listed("deploy", ".ci"):
    path = os.path.join(ROOT, name)
    with open(path, "rb") as handle:
        first = handle.readline(80)
    if first.startswith(b"#!") and b"bash" in first:
        checked = subprocess.run(["bash", "-n", path], capture_output=True, text=True)
        if checked.returncode:
            findings.append(f"{name}: {checked.stderr.strip()}")
    if first.startswith(b"#!") and not os.access(path, os.X_OK):
        findings.append(f"{name}: not executable")
    if name.endswith(".json"):
        try:
            with open(path, encoding="utf-8") as handle:
                json.load(handle)
        except ValueError as error:
            findings.append(f"{name}: {error}")

for line in findings:
    print(line)
sys.exit(1 if findings else 0)
