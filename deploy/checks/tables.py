#!/usr/bin/env python3
"""Tables of the documents that repeat what the sources declare: fields, settings, metrics, state machines, commands.

  tables.py            exits 1 and names the document where a table says something else than the sources
  tables.py --write    writes the tables anew

A table stands between `<!-- table: NAME -->` and `<!-- end of table -->`."""
import glob
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def source(path):
    with open(os.path.join(ROOT, "Sources", path), encoding="utf-8") as handle:
        return handle.read()


def calls(text, *names):
    """The argument lists of each call of `names`, in order: texts of the arguments, split at the commas between them."""
    for match in re.finditer(r"(?<![\w])(%s)\(" % "|".join(re.escape(name) for name in names), text):
        arguments, depth, at, start = [], 1, match.end(), match.end()
        while depth:
            character = text[at]
            if character == '"':
                at = STRING.match(text, at).end()
                continue
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            if depth == 0 or (depth == 1 and character == ","):
                arguments.append(text[start:at].strip())
                start = at + 1
            at += 1
        yield match.group(1), arguments


def literal(argument):
    match = STRING.fullmatch(argument)
    return re.sub(r"\\(.)", r"\1", match.group(1)) if match else None


def labelled(arguments, name):
    return next((a.split(":", 1)[1].strip() for a in arguments if re.match(rf"{name}\s*:", a)), None)


def plain(arguments):
    return [a for a in arguments if not re.match(r"\w+\s*:", a)]


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def rows(head, lines):
    return "\n".join([head, "|" + "---|" * (head.count(" | ") + 1)] + [f"| {' | '.join(cell(c) for c in line)} |" for line in lines])


def choices(text, constants):
    """`one`, `two` of `.choice(metrics + ["x"], later: ["y"])`, with the constants of the file put in."""
    inside = text[text.index("(") + 1:-1]
    now, _, later = inside.partition("later:")
    for name, value in constants.items():
        now = re.sub(rf"\b{name}\b", lambda _: value, now)
    if "Command.Verb" in now:
        verbs = re.search(r"enum Verb[^{]*{\s*case ([^}\n]+)", source("JobDocument/Commands/Command.swift")).group(1)
        now = ", ".join(f'"{verb.strip()}"' for verb in verbs.split(","))
    words = ", ".join(f"`{w}`" for w in STRING.findall(now))
    more = ", ".join(f"`{w}`" for w in STRING.findall(later))
    return words + (f" (later: {more})" if more else "")


KINDS = [
    (r"\.text\(\.free\((\d+)\)\)", r"text, at most \1 bytes"), (r"\.text\(\.name\)", "name"), (r"\.text\(\.currency\)", "currency code"),
    (r"\.list\(minimum: (\d+), maximum: ([\d_]+)\)", r"list of \1 to \2"), (r"\.integer\((.+)\)", r"integer \1"), (r"\.share", "share, 0 to 1"),
    (r"\.number\(least: ([\d.]+), most: \.infinity, includesMost: true\)", r"number from \1"),
    (r"\.number\(least: ([\d.]+), most: ([\d_]+), includesMost: true\)", r"number \1 to \2"),
    (r"\.number\(least: ([\d.]+), most: (\d+), includesMost: false\)", r"number from \1, less than \2"), (r"\.truth", "true or false"),
    (r"\.shorthand\(member: \"(\w+)\"\)", r"text (its `\1`) or object"), (r"\.stage", "object, or `false`"), (r"\.object", "object"),
    (r"\.decimal", "amount as a text"), (r"\.duration", "duration such as `6h`"), (r"\.map\(\.scalar\)", "object of scalars"),
    (r"\.map\(\.text\(\.free\((\d+)\)\)\)", r"object of texts, at most \1 bytes each"),
]


def kind(text, constants):
    if text.startswith(".choice"):
        return choices(text, constants)
    for pattern, words in KINDS:
        match = re.fullmatch(pattern, text)
        if match:
            return match.expand(words).replace("_", "").replace("0...Int64.max", "from 0").replace("...", " to ")
    raise SystemExit(f"tables.py does not know the kind {text}: add it to KINDS")


def swift_as_json(value):
    """A dictionary literal gets braces; lists stay as they are."""
    return re.sub(r'\[("\w+": [^\[\]]*)\]', r"{\1}", value)


def fields(*paths):
    lines = []
    for path in paths:
        text = source(f"JobDocument/{path}")
        constants = dict(re.findall(r"static let (\w+) = \[([^\[\]]*)\]", text))
        for name, arguments in calls(text, "Field", ".later"):
            bare = plain(arguments)
            if not bare or not literal(bare[0]):
                continue
            if name == ".later":
                lines.append((f"`{literal(bare[0])}`", "(later)", "", literal(bare[1])))
                continue
            fallback = labelled(arguments, "fallback")
            default = "" if fallback in (None, "[:]") else f"`{swift_as_json(fallback)}`"
            if labelled(arguments, "isRequired") == "true":
                default = "required"
            lines.append((f"`{literal(bare[0])}`", kind(bare[1], constants), default, literal(bare[2])))
    return rows("| field | value | default | meaning |", lines)


READERS = {
    "everyone": "all", "services": "coordinator, workers", "workers": "workers", "coordinators": "coordinator", "modelWorkers": "model workers",
}


def settings():
    lines = []
    for _, arguments in calls(source("FleetHost/Settings/SettingCatalogue.swift"), "Setting"):
        bare, reader = plain(arguments), labelled(arguments, "for")
        if not bare or not literal(bare[0]) or "(" in bare[0]:
            continue
        key, secret = literal(bare[0]), labelled(arguments, "isSecret") == "true"
        is_object = ".object" in bare
        variable = "file only" if is_object else f"`MODELOPS_{key.replace('.', '_').upper()}`" + (" (or `…_FILE`)" if secret else "")
        default = labelled(arguments, "default")
        who = READERS.get(reader) or ", ".join(word for word in re.findall(r"\.(\w+)", reader) if word != "modelops")
        lines.append((f"`{key}`", variable, f"`{literal(default)}`" if default else "", who, literal(bare[-1])))
    return rows("| key | variable | default | read by | meaning |", lines)


def metrics():
    """Those that something records: a name in the catalogue alone shows nothing."""
    text = source("Telemetry/Metrics/MetricCatalogue.swift")
    paths = [path for path in glob.glob("**/*.swift", root_dir=os.path.join(ROOT, "Sources"), recursive=True) if "FleetTesting" not in path]
    recorded = {name for path in paths for name in re.findall(r"MetricCatalogue\.(\w+)", source(path))}
    lines = []
    for name, (_, arguments) in zip(re.findall(r"static let (\w+) = Metric\(", text), calls(text, "Metric")):
        bare = plain(arguments)
        if name not in recorded:
            continue
        labels = ", ".join(STRING.findall(labelled(arguments, "labels") or ""))
        lines.append((f"`{literal(bare[0])}`", bare[1].strip("."), labels, literal(bare[2])))
    return rows("| metric | type | labels | meaning |", lines)


def machine(path):
    found = [line[8:] for line in source(path).split("\n") if line.startswith("///     ")]
    return "\n".join(["```"] + found + ["```"])


def commands():
    lines = []
    for path in sorted(glob.glob(os.path.join(ROOT, "Sources/CLI/Commands/*Command.swift"))):
        text = source(os.path.relpath(path, os.path.join(ROOT, "Sources")))
        name = " ".join(STRING.findall(re.search(r"let name = \[(.*)\]", text).group(1)))
        operands = literal(re.search(r"let operands = (\".*\")", text).group(1))
        lines.append((f"`modelops {name}`" + (f" {operands}" if operands else ""), literal(re.search(r"let summary = (\".*\")", text).group(1))))
    return rows("| command | what it does |", lines)


# Tests that a row of the mutations names: as many as deploy/mutations prints.
SHOWN = 4


def mutations():
    """What the last run of deploy/mutations found."""
    path = os.path.join(ROOT, "Tests/Faults/Mutations.json")
    results = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as handle:
            results = json.load(handle)
    lines = []
    for result in results:
        killers = ", ".join(f"`{name}`" for name in result["killed_by"][:SHOWN])
        more = len(result["killed_by"]) - SHOWN
        lines.append((
            result["title"], f"`{os.path.basename(result['file'])}`",
            killers + (f" and {more} more" if more > 0 else "") if result["state"] == "killed" else f"**{result['state']}**", str(result["seconds"])))
    return rows("| what is taken out | of | goes red | seconds |", lines)


TABLES = {
    "job": lambda: fields("Job/JobFields.swift", "Job/DatasetFields.swift", "Job/TrainingFields.swift", "Job/PolicyFields.swift"),
    "command": lambda: fields("Commands/CommandFields.swift"), "settings": settings, "metrics": metrics, "commands": commands,
    "job machine": lambda: machine("FleetCore/Jobs/JobMachine.swift"), "stage machine": lambda: machine("FleetCore/Jobs/StageMachine.swift"),
    "task machine": lambda: machine("FleetCore/Tasks/WorkTaskMachine.swift"),
    "permit machine": lambda: machine("FleetCore/Permits/PermitMachine.swift"),
    "inventory": lambda: machine("Coordination/Inventory/RemoteInventory.swift"), "mutations": mutations,
}
wrong = 0
for path in [os.path.join(ROOT, "README.md")] + sorted(glob.glob(os.path.join(ROOT, "deploy/docs/**/*.md"), recursive=True)):
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    fresh = re.sub(
        r"(<!-- table: ([a-z ]+) -->\n).*?<!-- end of table -->",
        lambda match: f"{match.group(1)}\n{TABLES[match.group(2)]()}\n\n<!-- end of table -->", text, flags=re.S)
    if fresh != text and "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(fresh)
    elif fresh != text:
        wrong += 1
        print(f"{os.path.relpath(path, ROOT)}: a table differs from the sources; deploy/checks/tables.py --write makes it anew")
sys.exit(1 if wrong else 0)
