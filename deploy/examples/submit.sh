#!/usr/bin/env bash
# Submits a job document by one message and shows its statuses until the job is over; kcat and nothing else.
#   submit.sh BROKERS FILE [STATUS_TOPIC] [SECONDS]
# Exits as `modelops submit --wait`: 0 well, 1 failed, 2 rejected, 3 gates failed, 4 cancelled, 5 not reached or not over in time.
# The document needs an idempotency_key: kcat does not tell where the broker put the message.
set -euo pipefail
brokers=$1 file=$2 statuses=${3:-modelops.jobs.status} seconds=${4:-86400}
key=$(sed -nE 's/.*"idempotency_key": *"([^"]*)".*/\1/p' "$file" | head -1)
[ -n "$key" ] || { echo "$file has no idempotency_key" >&2; exit 2; }

# The reader stands at the present end of every partition before the message is sent; kcat says so on its standard error.
partitions=$(kcat -L -b "$brokers" -t "$statuses" -m 10 2>/dev/null | sed -nE 's/.* with ([1-9][0-9]*) partitions.*/\1/p') || true
[ -n "$partitions" ] || { echo "$brokers does not answer, or has no topic $statuses" >&2; exit 5; }
coproc timeout "$seconds" kcat -C -u -b "$brokers" -t "$statuses" -o end 2>&1
reader=$COPROC_PID
trap 'kill "$reader" 2>/dev/null || true' EXIT
exec 3<&"${COPROC[0]}"
while [ "$partitions" -gt 0 ] && read -r line <&3; do
    [[ $line != "% Reached end of topic"* ]] || partitions=$((partitions - 1))
done

# With the file as an argument kcat sends it as ONE message; from standard input it would send one per line.
kcat -P -b "$brokers" -t "${statuses%.status}" "$file" || exit 5

while read -r status <&3; do
    [[ $status == *"\"idempotency_key\":\"$key\""* ]] || continue
    [[ $status =~ \"state\":\"([a-z]+)\" ]] && state=${BASH_REMATCH[1]}
    echo "$state"
    [[ $status == *'"terminal":true'* ]] || continue
    echo "$status"
    [[ $status == *'"verdict":"gates_failed"'* ]] && exit 3
    case $state in succeeded) exit 0 ;; rejected) exit 2 ;; cancelled) exit 4 ;; *) exit 1 ;; esac
done
exit 5
