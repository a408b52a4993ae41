#!/usr/bin/env python3
"""Checks of the source tree that need no build. Prints each finding as FILE:LINE: what, and exits 1 when there is one.

  libraries    C names stay in the one target that wraps them
  seams        nothing reads the clock, sleeps, draws randomness, spawns or starts a loose task outside the named seams
  sizes        files of at most 300 lines, executables of at most 60
  names        no folder that says nothing; one file per listed plug-in
  circles      folders of one target do not depend on each other in a circle
  words        no machine paths, no registry hosts
"""
import collections
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
findings = []


def find(path, line, what):
    findings.append(f"{os.path.relpath(path, ROOT)}:{line}: {what}")


def swift_files(top):
    for folder, _, names in os.walk(os.path.join(ROOT, top)):
        for name in sorted(names):
            if name.endswith(".swift"):
                yield os.path.join(folder, name)


NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"""(?:.*?)"""|#"(?:.*?)"#|"(?:\\.|[^"\\\n])*"', re.S)


def code(text):
    """The text without comments and string literals, line numbers kept."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


# A C library is named by one target only.
LIBRARIES = {
    "Kafka": r"\brd_kafka_|import CRDKafka", "HTTP": r"\bMHD_|\bcurl_|import CMicroHTTP|import CCurl", "Crypto": r"\bEVP_|\bRAND_bytes|import CCrypto",
    "JSON": r"import SimdJSON", "Sanitizing": r"\bhs_(scan|compile)|import CHyperscan|import CMarkdown|\bcmark_",
}
# The world is read in the seams only; a bridge from C threads says so in a comment beginning with "seam:" on the line or the three before.
BANNED = [
    (r"\bTask\s*\{", "a loose Task"), (r"\bTask\.detached", "a detached task"), (r"\bTask\.init\b|\bTask\(priority", "a loose Task"),
    (r"\bTask\.yield", "Task.yield"), (r"\bTask\.sleep", "a sleep outside the clock"), (r"\bDate\(\)|\bDate\.now", "the wall clock"),
    (r"\bContinuousClock\b|\bSuspendingClock\b", "a clock that is not handed in"), (r"\bclock_gettime|\bgettimeofday|\btime\(nil\)", "the clock"),
    (r"\bSystemRandomNumberGenerator|\.random\(|\.shuffled\(\)|\.randomElement\(\)|\barc4random", "randomness that is not handed in"),
    (r"\bUUID\(\)", "randomness that is not handed in"), (r"\bThread\.sleep|\busleep\(|\bnanosleep\(", "a blocking sleep"),
    (r"\bposix_spawn\(|\bProcess\(\)|\bfork\(", "a process outside the spawner"), (r"\bDispatchQueue\.global", "a shared queue"),
    (r"\bThread\s*\{|\bThread\(|\bpthread_create", "a thread"), (r"\bDispatchQueue\(", "a queue"),
]
BAD_FOLDERS = {"Utils", "Util", "Helpers", "Helper", "Common", "Models", "Manager", "Managers", "Misc", "Shared", "Extensions"}


def check_files():
    for path in swift_files("Sources"):
        with open(path, encoding="utf-8") as handle:
            text = handle.read()
        lines, bare = text.split("\n"), code(text).split("\n")
        target = os.path.relpath(path, os.path.join(ROOT, "Sources")).split(os.sep)[0]
        limit = 60 if os.path.basename(path) == "main.swift" or target.islower() else 300
        if len(lines) > limit + 1:
            find(path, limit, f"{len(lines) - 1} lines, at most {limit}")
        for folder in os.path.relpath(path, ROOT).split(os.sep)[1:-1]:
            if folder in BAD_FOLDERS:
                find(path, 1, f"the folder {folder} says nothing")
        for number, line in enumerate(bare, 1):
            near = "\n".join(lines[max(0, number - 4):number])
            for pattern, what in BANNED:
                if re.search(pattern, line) and "seam:" not in near:
                    find(path, number, f"{what} outside the seams")
            for owner, pattern in LIBRARIES.items():
                if target != owner and re.search(pattern, line):
                    find(path, number, f"a C library that belongs to the target {owner}")
            if re.search(r"\btry!|\bas!", line) and target != "FleetTesting":
                find(path, number, "a trap on failure")
            if re.search(r"@unchecked Sendable|nonisolated\(unsafe\)", line) and not re.search(r"//", near):
                find(path, number, "an escape from race checking without a comment that names its owner")


TYPE = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z][A-Za-z0-9_]*)")
WORD = re.compile(r"\b[A-Z][A-Za-z0-9_]*\b")


def check_circles():
    targets = sorted(os.listdir(os.path.join(ROOT, "Sources")))
    for target in targets:
        home, texts = {}, {}
        ambiguous = set()
        for path in swift_files(os.path.join("Sources", target)):
            parts = os.path.relpath(path, os.path.join(ROOT, "Sources", target)).split(os.sep)
            folder = parts[0] if len(parts) > 1 else "."
            with open(path, encoding="utf-8") as handle:
                bare = code(handle.read())
            texts.setdefault(folder, []).append(bare)
            depth = 0
            for line in bare.split("\n"):
                if depth == 0:
                    for name in TYPE.findall(line):
                        if home.get(name, folder) != folder:
                            ambiguous.add(name)
                        home[name] = folder
                depth += line.count("{") - line.count("}")
        uses = collections.defaultdict(set)
        for folder, bodies in texts.items():
            for bare in bodies:
                for name in set(WORD.findall(bare)):
                    other = home.get(name)
                    if other and other != folder and name not in ambiguous:
                        uses[folder].add((other, name))
        graph = {folder: {other for other, _ in pairs} for folder, pairs in uses.items()}

        def reaches(start, goal):
            seen, stack = set(), [start]
            while stack:
                at = stack.pop()
                for following in graph.get(at, ()):
                    if following == goal:
                        return True
                    if following not in seen:
                        seen.add(following)
                        stack.append(following)
            return False

        for folder in sorted(graph):
            for other, name in sorted(uses[folder]):
                if folder < other and reaches(other, folder):
                    findings.append(f"Sources/{target}: folders {folder} and {other} form a circle (by {name})")
                    break


def check_words():
    listed = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True).stdout.split("\n")
    host = "|".join(["deb" + r"\.debian\.org", "pypi" + r"\.org", "python" + "hosted", "/wo" + r"rk/(?!flow)", "/tmp/" + "bash_jobs"])
    for name in listed:
        path = os.path.join(ROOT, name)
        if not name or not os.path.isfile(path) or os.path.getsize(path) > 2_000_000:
            continue
        with open(path, encoding="utf-8", errors="replace") as handle:
            for number, line in enumerate(handle, 1):
                if re.search(host, line):
                    find(path, number, "a machine path or a registry host")


check_files()
check_circles()
check_words()
for line in findings:
    print(line)
sys.exit(1 if findings else 0)
