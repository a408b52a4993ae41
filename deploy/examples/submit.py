#!/usr/bin/env python3
"""Submits a job document by one message and follows it to its end (pip install confluent-kafka, in an environment of its own).

  submit.py BROKERS FILE [STATUS_TOPIC] [SECONDS]     STATUS_TOPIC: modelops.jobs.status without it; SECONDS: how long to follow
Exits as `modelops submit --wait`: 0 well, 1 failed, 2 rejected, 3 gates failed, 4 cancelled, 5 not reached or not over in time.
"""
import json
import sys
import time
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

CODES = {"succeeded": 0, "failed": 1, "rejected": 2, "cancelled": 4}


def submit(brokers, topic, document):
    """Sends the document as it is; answers where the broker put it."""
    sent = []
    producer = Producer({"bootstrap.servers": brokers, "acks": "all", "enable.idempotence": True, "delivery.timeout.ms": 30000})
    producer.produce(topic, document, on_delivery=lambda error, message: sent.append((error, message)))
    producer.flush(35)
    if not sent or sent[0][0]:
        raise KafkaException(sent[0][0] if sent else "no acknowledgement in time")
    return sent[0][1].partition(), sent[0][1].offset()


def from_the_end(brokers, topic):
    """Reads a topic from its present end on. No group: nothing of it is kept at the broker."""
    reader = Consumer({"bootstrap.servers": brokers, "group.id": "unused", "enable.auto.commit": False})
    partitions = reader.list_topics(topic, 10).topics[topic].partitions
    if not partitions:
        raise KafkaException(f"there is no topic {topic}")
    reader.assign([TopicPartition(topic, p, end_of(reader, TopicPartition(topic, p))) for p in partitions])
    return reader


def end_of(reader, place, tries=30):
    """The offset after the last record. A topic that was made a moment ago may not have its leader yet: asked again for half a minute."""
    while True:
        try:
            return reader.get_watermark_offsets(place, 10)[1]
        except KafkaException:
            tries -= 1
            if tries == 0:
                raise
            time.sleep(1)


def follow(reader, mine, seconds):
    """The last snapshot of the job of message `mine`; None when time is over. A job sent again answers under its first message: hence the key."""
    job, revision, until = None, -1, time.monotonic() + seconds
    while time.monotonic() < until:
        message = reader.poll(1.0)
        if message is None or message.error() or message.value() is None:
            continue
        status = json.loads(message.value())
        if not is_mine(status, job, **mine) or (status["job_id"] == job and status["revision"] <= revision):
            continue
        job, revision = status["job_id"], status["revision"]
        print(job or "-", status["state"], status["stage"] or "", (status["waiting"] or {}).get("reason", ""), flush=True)
        if status["terminal"]:
            return status
    return None


def is_mine(status, job, place, key):
    request = status["request"]
    if (request["topic"], request["partition"], request["offset"]) == place:
        return True
    return status["job_id"] == job if job else key is not None and status["idempotency_key"] == key


def main(brokers, file, status_topic="modelops.jobs.status", seconds="86400"):
    with open(file, "rb") as handle:
        document = handle.read()
    job_topic = status_topic.removesuffix(".status")
    reader = from_the_end(brokers, status_topic)
    place = (job_topic, *submit(brokers, job_topic, document))
    status = follow(reader, {"place": place, "key": json.loads(document).get("idempotency_key")}, float(seconds))
    reader.close()
    if status is None:
        return 5
    print(json.dumps(status["error"] or status["result"], indent=2))
    return 3 if (status["result"] or {}).get("verdict") == "gates_failed" else CODES[status["state"]]


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (KafkaException, KeyError) as error:
        print(f"the broker does not answer as expected: {error}", file=sys.stderr)
        sys.exit(5)
