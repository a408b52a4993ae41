#!/usr/bin/env python3
"""Counts the maintainers' names and addresses that are left in the files that were trained and tested on: the count must be zero.

  prove_clean.py --raw packages.jsonl --evidence evidence.json --artifacts FOLDER

A maintainer is looked for as it stands in the raw data: the address anywhere, the name where it stood before its address. Names that are words
of a synopsis as well (a team called like its language) are counted only together with the bracket that surrounded them.
"""
import argparse
import json
import os
import re
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--raw", required=True)
parser.add_argument("--evidence", required=True)
parser.add_argument("--artifacts", required=True)
options = parser.parse_args()

names, addresses = set(), set()
with open(options.raw, encoding="utf-8") as handle:
    for line in handle:
        maintainer = json.loads(line)["maintainer"]
        found = re.match(r"\s*\"?(.*?)\"?\s*<([^<>]+)>", maintainer)
        if found:
            names.add(found.group(1))
            addresses.add(found.group(2))


def keys(value):
    """Every artifact of the dataset that the evidence names."""
    if isinstance(value, dict):
        if "shards" in value:
            for shard in value["shards"]:
                yield shard["key"]
        for inner in value.values():
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


with open(options.evidence, encoding="utf-8") as handle:
    files = sorted(set(keys(json.load(handle))))
if not files:
    sys.exit("prove_clean: the evidence names no dataset files")
rows = left_names = left_addresses = 0
for key in files:
    with open(os.path.join(options.artifacts, key), encoding="utf-8") as handle:
        for line in handle:
            rows += 1
            left_addresses += sum(1 for address in addresses if address in line)
            left_names += sum(1 for name in names if f"({name} " in line or f"({name})" in line or f"{name} <" in line)
print(f"PII in the {rows} rows of {len(files)} dataset files: {left_addresses} of {len(addresses)} addresses, {left_names} of {len(names)} names of maintainers")
sys.exit(1 if left_names or left_addresses else 0)
