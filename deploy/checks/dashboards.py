#!/usr/bin/env python3
"""Dashboards and alert rules: well-formed, and every metric and label that they name is declared in the catalogue."""
import json
import pathlib
import re
import sys

CATALOGUE = pathlib.Path("Sources/Telemetry/Metrics/MetricCatalogue.swift")
faults = []


def declared():
    """Metric name -> (kind, labels)."""
    found = {}
    for match in re.finditer(r'Metric\(\s*"(\w+)",\s*\.(\w+),\s*"(?:[^"\\]|\\.)*"(?:,\s*labels:\s*\[([^\]]*)\])?', CATALOGUE.read_text()):
        name, kind, labels = match.groups()
        names = set(re.findall(r'"(\w+)"', labels or ""))
        for suffix in ("_bucket", "_sum", "_count") if kind == "histogram" else ("",):
            found[name + suffix] = (kind, names | ({"le"} if suffix == "_bucket" else set()))
    return found


def check(place, expression, metrics):
    named = re.findall(r"\b(modelops_\w+)\s*(?:\{([^}]*)\})?", expression)
    if not named:
        faults.append(f"{place}: names no metric of the fleet: {expression}")
    labels = set()
    for name, matchers in named:
        if name not in metrics:
            faults.append(f"{place}: {name} is not declared in {CATALOGUE}")
            continue
        kind, known = metrics[name]
        labels |= known
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers):
            if label not in known:
                faults.append(f"{place}: {name} has no label {label}")
        if kind == "counter" and not re.search(rf"(?:rate|increase)\({name}", expression):
            faults.append(f"{place}: the counter {name} is read without rate or increase")
    for group in re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", expression):
        for label in re.findall(r"\w+", group):
            if label not in labels:
                faults.append(f"{place}: no metric here has the label {label}")
    if expression.count("(") != expression.count(")"):
        faults.append(f"{place}: brackets do not match: {expression}")


def dashboards(metrics):
    for path in sorted(pathlib.Path("deploy/dashboards").glob("*.json")):
        board = json.loads(path.read_text())
        for key in ("uid", "title", "panels", "schemaVersion"):
            if key not in board:
                faults.append(f"{path}: {key} is missing")
        ids = [panel["id"] for panel in board["panels"]]
        if len(set(ids)) != len(ids):
            faults.append(f"{path}: two panels have the same id")
        for panel in board["panels"]:
            for target in panel["targets"]:
                check(f"{path}: {panel['title']}", target["expr"], metrics)


def alerts(metrics):
    documented = pathlib.Path("deploy/docs/operations.md").read_text()
    for path in sorted(pathlib.Path("deploy/alerts").glob("*.yaml")):
        text = path.read_text()
        rules = re.split(r"^      - alert: ", text, flags=re.M)[1:]
        if not rules:
            faults.append(f"{path}: holds no rule")
        for rule in rules:
            name = rule.split("\n", 1)[0].strip()
            for key in ("expr", "for", "labels", "annotations"):
                if not re.search(rf"^        {key}:", rule, flags=re.M):
                    faults.append(f"{path}: {name} has no {key}")
            expression = re.search(r"^        expr: (.*)$", rule, flags=re.M)
            if expression:
                check(f"{path}: {name}", expression.group(1), metrics)
            if f"`{name}`" not in documented:
                faults.append(f"{path}: {name} is not in deploy/docs/operations.md")
        try:
            import yaml
        except ImportError:
            continue
        yaml.safe_load(text)


metrics = declared()
if len(metrics) < 10:
    faults.append(f"{CATALOGUE}: only {len(metrics)} metrics were found")
dashboards(metrics)
alerts(metrics)
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
