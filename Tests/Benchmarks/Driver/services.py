"""Brokers, databases and subjects of a run: started on free loopback ports below one work folder, and ended by their own ids."""
import glob
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
BACKBONE = os.environ.get("MODELOPS_BACKBONE", "")
BENCH = os.environ.get("MODELOPS_BENCH", "")
KAFKA = os.environ.get("MODELOPS_TEST_KAFKA", "")
PYTHON = os.environ.get("MODELOPS_BENCH_PYTHON", "")


class Skipped(Exception):
    """Something that a case needs is not on this machine."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Work:
    """Everything that a benchmark starts; `with` ends it all, the last first."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="modelops-bench-")
        os.chmod(self.folder, 0o711)
        self.endings, self.count = [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self, down_to=0):
        while len(self.endings) > down_to:
            try:
                self.endings.pop()()
            except Exception as error:
                print(f"  at the end: {error}", file=sys.stderr)

    def path(self, name):
        self.count += 1
        return os.path.join(self.folder, f"{name}-{self.count}")

    def process(self, command, *, user=None, env=None, cwd=None, stdin=None):
        log = open(self.path(os.path.basename(command[0])) + ".log", "w")
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, stdin=stdin, text=True, cwd=cwd, env={**os.environ, **(env or {})}, user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid)
        process.log = log.name
        self.endings.append(lambda: end(process))
        return process

    # Brokers

    def kafka(self):
        if not KAFKA:
            raise Skipped("Apache Kafka is not here (MODELOPS_TEST_KAFKA)")
        folder = self.path("kafka")
        # Segments are small and the log is bounded: a benchmark must not fill the disk or the page cache.
        command = [os.path.join(KAFKA, "start-broker"), "--dir", folder, "--set", "log.segment.bytes=67108864", "--set",
                   "log.retention.bytes=536870912", "--set", "group.initial.rebalance.delay.ms=0"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Skipped("Apache Kafka did not start: " + (done.stderr.strip().splitlines() or ["?"])[-1])
        self.endings.append(lambda: subprocess.run([os.path.join(KAFKA, "stop-broker"), "--dir", folder, "--kill"], capture_output=True))
        values = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
        return Broker(values["BOOTSTRAP"].strip('"'), [int(pid) for pid in values["BROKER_PIDS"].strip('"').split()])

    def mock(self, topics):
        """librdkafka's mock cluster in a process of its own; it keeps about 5 MB of a partition."""
        if not BENCH:
            raise Skipped("the mock cluster's source is not here (MODELOPS_BENCH)")
        program = os.path.join(self.folder, "mockd")
        if not os.path.exists(program):
            subprocess.check_call(["gcc", "-O1", "-w", "-o", program, os.path.join(BENCH, "peers", "mockd.c"), "-lrdkafka", "-ldl"])
        process = self.process([program, str(free_port()), "1"] + [f"{name}:{count}" for name, count in topics.items()], stdin=subprocess.PIPE)
        words = process.stdout.readline().split()
        if words[:1] != ["ready"]:
            raise Skipped("the mock cluster did not start")
        return Broker(words[1], [process.pid])

    # Databases

    def postgres(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not found:
            raise Skipped("PostgreSQL is not here")
        folder, port = self.path("postgres"), free_port()
        os.mkdir(folder)
        user = None
        if os.getuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            user = "postgres"
        subprocess.run([found[-1] + "/initdb", "-D", folder + "/db", "-A", "trust", "-U", "modelops"], check=True, capture_output=True,
                       user=user, cwd="/")
        # As it is delivered: every commit is on the disk before it is answered.
        process = self.process(
            [found[-1] + "/postgres", "-D", folder + "/db", "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c",
             f"unix_socket_directories={folder}", "-c", "max_wal_size=4GB"], user=user, cwd="/")
        url = f"postgresql://modelops@127.0.0.1:{port}/postgres"
        deadline = time.time() + 60
        while subprocess.run(["psql", "-qAt", url, "-c", "select 1"], capture_output=True).returncode:
            if time.time() > deadline:
                raise Skipped("PostgreSQL did not start")
            time.sleep(0.1)
        return Postgres(port, process.pid)

    def redis(self):
        if not shutil.which("redis-server"):
            raise Skipped("Redis is not here")
        folder, port = self.path("redis"), free_port()
        os.mkdir(folder)
        process = self.process(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes",
                                "--appendfsync", "everysec", "--save", "", "--logfile", folder + "/log"])
        deadline = time.time() + 60
        while time.time() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return Broker(f"redis://127.0.0.1:{port}/0", [process.pid])
            time.sleep(0.05)
        raise Skipped("Redis did not start")

    # Subjects

    def backbone(self, command, **options):
        return self.process(subject(command, **options))

    def fleet(self, broker, store, *, workers=2, slots=64, jobs="", tenants=""):
        """Topics, a coordinator that has heard of all workers, and the workers. `workers` may say how many there will be before each of `jobs`."""
        run("topics", brokers=broker.address, tenants=tenants)
        sizes = workers if isinstance(workers, list) else [workers]
        coordinator = self.backbone("coordinator", brokers=broker.address, store=store, jobs=jobs, workers=",".join(map(str, sizes)))
        processes = []
        self.resize(processes, broker, sizes[0], slots=slots)
        answer(coordinator)
        return coordinator, processes

    def resize(self, processes, broker, count, *, slots):
        """Starts or ends workers."""
        while len(processes) > count:
            end(processes.pop())
        while len(processes) < count:
            processes.append(self.backbone("worker", brokers=broker.address, slots=slots, folder=self.path("worker")))


class Broker:
    def __init__(self, address, pids):
        self.address, self.pids = address, pids


class Postgres:
    def __init__(self, port, pid):
        self.port, self.pid, self.count = port, pid, 0

    @property
    def pids(self):
        return machine.family(self.pid)

    def database(self):
        self.count += 1
        url = f"postgresql://modelops@127.0.0.1:{self.port}/"
        subprocess.run(["psql", "-q", url + "postgres", "-c", f"create database run{self.count}"], check=True, capture_output=True)
        return url + f"run{self.count}"


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def subject(command, program=None, **options):
    return [program or BACKBONE, command] + [word for name, value in options.items() if value != "" for word in (f"--{name}", str(value))]


def answer(process, timeout=120):
    """The next line of JSON of a subject."""
    line = process.stdout.readline()
    if not line:
        with open(process.log) as log:
            raise RuntimeError("a subject ended: " + log.read()[-600:])
    return json.loads(line)


def run(command, timeout=300, env=None, **options):
    """A subject from its start to its end; gives its last line."""
    done = subprocess.run(subject(command, **options), capture_output=True, text=True, timeout=timeout, env={**os.environ, **(env or {})})
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr[-800:]}")
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}


def peers():
    """The Python with the peers in it, and the folder of their scripts."""
    if not (BENCH and PYTHON and os.path.exists(PYTHON)):
        raise Skipped("the peers are not here (MODELOPS_BENCH)")
    return PYTHON, os.path.join(BENCH, "peers")
