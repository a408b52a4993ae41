#!/usr/bin/env python3
"""The quick start's data set, made from the package index of this machine's own Debian archive.

    debian_packages.py --output FILE [--rows-per-section 96] [--seed 7] [--index FILE]

Each row is a package: {"synopsis", "maintainer", "section", "source_package"}. The task: from synopsis and maintainer tell
the section. The rows are balanced over six sections, each synopsis occurs once, and the same archive and seed give the
same file. A job uses it so:

    "fields": {"prompt": "Which section of the archive holds this package? {synopsis} ({maintainer})", "completion": "section"},
    "split": {"validation": 0.0625, "test": 0.4167, "seed": 7, "group_by": "source_package"}

With 96 rows a section (576 in all) these shares give about 300 rows for training, 36 for validation and 240 for the test;
"about", because all packages of one source go to the same side.

Without --index it reads `apt-cache dumpavail`. Needs nothing but Python 3.9 and apt's own lists.
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys

SECTIONS = ("doc", "fonts", "games", "libdevel", "perl", "python")
# Several packages of one source are what the grouped split is for; a few are enough, or one source fills a section.
ROWS_PER_SOURCE = 3


def stanzas(lines):
    """The index as dictionaries of its one-line fields (and the first line of those that go on)."""
    fields = {}
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if fields:
                yield fields
            fields = {}
        elif not line[0].isspace() and ":" in line:
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    if fields:
        yield fields


def package_row(fields):
    """A row for a package that fits the task, or None."""
    section = fields.get("Section", "")
    synopsis = fields.get("Description") or fields.get("Description-en") or ""
    maintainer = fields.get("Maintainer", "")
    name = fields.get("Package", "")
    if section not in SECTIONS or not synopsis or not maintainer or not name or "transitional" in synopsis.lower():
        return None
    # "Source: foo (1.2-3)" names a version where it differs from the package's own.
    source = re.sub(r"\s*\(.*\)$", "", fields.get("Source", name))
    return {"synopsis": synopsis, "maintainer": maintainer, "section": section, "source_package": source, "package": name}


def choose(rows, per_section, seed):
    """A balanced choice, in an order that tells nothing; raises ValueError where the archive has too few packages."""
    # The order of the index is no promise of apt's, so it must not reach the choice.
    ordered = sorted(rows, key=lambda row: (row["package"], row["synopsis"]))
    chance = random.Random(seed)
    chance.shuffle(ordered)
    chosen = {section: [] for section in SECTIONS}
    synopses, sources = set(), {}
    for row in ordered:
        key, source = " ".join(row["synopsis"].lower().split()), row["source_package"]
        if len(chosen[row["section"]]) == per_section or key in synopses or sources.get(source, 0) == ROWS_PER_SOURCE:
            continue
        synopses.add(key)
        sources[source] = sources.get(source, 0) + 1
        chosen[row["section"]].append(row)
    short = [f"{section} ({len(found)})" for section, found in chosen.items() if len(found) < per_section]
    if short:
        raise ValueError(f"fewer than {per_section} packages in: {', '.join(short)}; run apt-get update with the main archive enabled")
    every = [row for section in SECTIONS for row in chosen[section]]
    chance.shuffle(every)
    return [{name: row[name] for name in ("synopsis", "maintainer", "section", "source_package")} for row in every]


def read_index(path):
    if path is not None:
        return pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        answer = subprocess.run(["apt-cache", "dumpavail"], stdout=subprocess.PIPE, check=True)
    except FileNotFoundError:
        raise ValueError("there is no apt-cache here; on another system give an index with --index") from None
    except subprocess.CalledProcessError as problem:
        raise ValueError(f"apt-cache dumpavail ended with status {problem.returncode}") from None
    return answer.stdout.decode("utf-8", errors="replace").splitlines()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True)
    parser.add_argument("--rows-per-section", type=int, default=96)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--index", help="a file in the format of apt-cache dumpavail")
    options = parser.parse_args(arguments)
    try:
        rows = choose(filter(None, map(package_row, stanzas(read_index(options.index)))), options.rows_per_section, options.seed)
    except ValueError as problem:
        print(f"debian_packages: {problem}", file=sys.stderr)
        return 1
    target = pathlib.Path(options.output)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".partial")
    with open(unfinished, "w", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    unfinished.replace(target)
    sources = len({row["source_package"] for row in rows})
    print(f"{target}: {len(rows)} packages of {sources} sources in {len(SECTIONS)} sections")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
