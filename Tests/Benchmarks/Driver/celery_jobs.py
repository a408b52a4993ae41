"""Run by the peers' Python: waits for the worker, submits, waits until every result is there. celery_jobs.py SCRIPTS COUNT"""
import json
import os
import sys
import time

sys.path.insert(0, sys.argv[1])
import queue_tasks
import redis

count = int(sys.argv[2])
server = redis.Redis.from_url(os.environ["BENCH_REDIS"])
for index in range(20):
    queue_tasks.noop.delay(-1, time.time()).get(timeout=60)
print(json.dumps({"ready": True}), flush=True)
before, cpu, start = server.dbsize(), time.process_time(), time.perf_counter()
for index in range(count):
    queue_tasks.noop.delay(index, time.time())
# Each result is a key; the queue itself is one key as long as something is in it.
while server.dbsize() < before + count or server.llen("celery"):
    time.sleep(0.02)
print(json.dumps({"seconds": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}), flush=True)
os._exit(0)
