"""A copy of the tree in which promises can be switched off: the patches of Tests/Benchmarks/Overhead, applied and built for release elsewhere."""
import os
import re
import shutil
import subprocess

import services

PATCHES = os.path.join(services.ROOT, "Tests/Benchmarks/Overhead")
COPY = os.path.join(services.ROOT, ".build/overhead")
# Where the patches' own files stand in the copy.
ADDED = {"Without.swift": "Sources/FleetCore/Rules", "SaidInMemory.swift": "Sources/Persistence/Outbox"}
FORM = re.compile(r"title: ([^\n]+)\nfile: ([^\n]+)\n--- before\n(.*?)\n--- after\n(.*?)\n?\Z", re.S)


def patched(read):
    """The patched files by their names. A patch that cannot be applied is a failure that says so."""
    files = {}
    for name in sorted(os.listdir(PATCHES)):
        if not name.endswith(".patch"):
            continue
        with open(os.path.join(PATCHES, name), encoding="utf-8") as handle:
            parts = FORM.match(handle.read())
        if not parts:
            raise RuntimeError(f"{name}: a patch has title, file, --- before and --- after")
        _, path, before, after = parts.groups()
        text = files.get(path) or read(path)
        if text.count(before) != 1:
            raise RuntimeError(f"{name}: its text stands {text.count(before)} times in {path}, not once: adapt the patch to what the file says now")
        files[path] = text.replace(before, after)
    return files


def build():
    """Builds the copy; gives its `backbone`."""
    def read(path):
        with open(os.path.join(services.ROOT, path), encoding="utf-8") as handle:
            return handle.read()

    files = patched(read)
    for name, folder in ADDED.items():
        files[f"{folder}/{name}"] = read(f"Tests/Benchmarks/Overhead/{name}")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=services.ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    wanted = {name: None for name in listed if os.path.isfile(os.path.join(services.ROOT, name))} | files
    for folder, folders, names in os.walk(COPY):
        folders[:] = [name for name in folders if name != ".build"]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, COPY) not in wanted and name != "Package.resolved":
                os.remove(path)
    changed = [name for name, text in wanted.items() if write(name, text)]
    if changed:
        # What was added or taken away is looked for again.
        for name in ("Package.swift", "Tests/Benchmarks/Package.swift"):
            os.utime(os.path.join(COPY, name))
    command = ["swift", "build", "-c", "release", "--package-path", os.path.join(COPY, "Tests/Benchmarks"), "--product", "backbone"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("the patched copy does not build:\n" + "\n".join(re.findall(r"[^\n]*error: [^\n]*", done.stdout + done.stderr)[:5]))
    return os.path.join(COPY, "Tests/Benchmarks/.build/release/backbone")


def write(name, text):
    """Writes what differs only, so that nothing is built without need."""
    source, path = os.path.join(services.ROOT, name), os.path.join(COPY, name)
    if text is None:
        with open(source, "rb") as handle:
            data = handle.read()
    else:
        data = text.encode()
    if os.path.exists(path):
        with open(path, "rb") as handle:
            if handle.read() == data:
                return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as handle:
        handle.write(data)
    if text is None:
        shutil.copymode(source, path)
    return True
