"""Rows of a benchmark: printed as a table, written as a file that the documents quote."""
import datetime
import json
import os
import subprocess

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Results")


class Results:
    def __init__(self, name, machine):
        self.name, self.machine, self.rows, self.notes = name, machine, [], []

    def row(self, case, opponent, unit, ours, theirs, *, bar=None, floor_fraction=None, n=1, ratio=None):
        """`bar` is what the ratio (or, with no opponent, our figure) has to reach: ">= 2", "<= 1.3"."""
        if ratio is None and theirs:
            ratio = ours / theirs
        self.rows.append({
            "case": case, "opponent": opponent, "unit": unit, "ours": rounded(ours), "theirs": rounded(theirs), "ratio": rounded(ratio),
            "bar": bar, "floor_fraction": rounded(floor_fraction), "n": n})

    def note(self, text):
        self.notes.append(text)

    def finish(self):
        head = ["case", "opponent", "unit", "ours", "theirs", "ratio", "bar", "met", "n"]
        table = [head]
        for row in self.rows:
            table.append([text(row[key]) if key != "met" else met(row) for key in head])
        widths = [max(len(line[column]) for line in table) for column in range(len(head))]
        print(f"\n== {self.name}")
        for line in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        for line in self.notes:
            print(f"  {line}")
        os.makedirs(FOLDER, exist_ok=True)
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=FOLDER).stdout.strip()
        content = {
            "name": self.name, "commit": commit, "when": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "machine": self.machine, "rows": self.rows}
        if self.notes:
            content["notes"] = self.notes
        with open(os.path.join(FOLDER, self.name + ".json"), "w") as handle:
            json.dump(content, handle, indent=1)
            handle.write("\n")
        return all(met(row) != "NO" for row in self.rows)


def met(row):
    if not row["bar"]:
        return "-"
    sign, limit = row["bar"].split()[:2]
    value = row["ratio"] if row["theirs"] is not None else row["ours"]
    if value is None:
        return "?"
    return "yes" if (value >= float(limit) if sign == ">=" else value <= float(limit)) else "NO"


def rounded(value):
    return None if value is None else float(f"{value:.4g}")


def text(value):
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
