#!/bin/bash
# outbox.sh [RUNS] : 5,000 letters of 43 KB out of a filled outbox over 4 connections, paired with smtp-source's 4 sessions.
# Needs Debian's postfix (smtp-source, smtp-sink) and python3. Prints each pair, the median ratio and the peak memory.
set -eu
cd "$(dirname "$0")/.."
T=$(mktemp -d); PATH=$PATH:/usr/sbin
u=; [ "$(id -u)" = 0 ] && u="-u nobody"
smtp-sink $u -c 127.0.0.1:14025 1024 >/dev/null 2>&1 & SINK=$!
trap 'kill $SINK; rm -rf "$T"' EXIT
go build -o "$T/outbox" ./bench/outbox
"$T/outbox" fill "$T/filled"
python3 - "$T" "${1:-5}" <<'P'
import os, shutil, statistics, subprocess, sys, time
base, runs = sys.argv[1], int(sys.argv[2])
def run(*command):
    os.sync(); began = time.monotonic(); p = subprocess.Popen(command)
    _, status, usage = os.wait4(p.pid, 0)
    if status: sys.exit(f"{command[0]} failed")
    return time.monotonic() - began, usage.ru_maxrss / 1024
ratios, peaks = [], []
for _ in range(runs):
    shutil.rmtree(f"{base}/run", ignore_errors=True); shutil.copytree(f"{base}/filled", f"{base}/run")
    ours, peak = run(f"{base}/outbox", "send", f"{base}/run")
    theirs, _ = run("smtp-source", "-d", "-s", "4", "-m", "5000", "-l", "43000", "-f", "srok@example.org", "-t", "inst@example.bg", "127.0.0.1:14025")
    ratios.append(ours / theirs); peaks.append(peak)
    print(f"srok {ours:.2f} s, smtp-source {theirs:.2f} s, ratio {ours/theirs:.2f}, peak {peak:.0f} MB", flush=True)
print(f"median ratio {statistics.median(ratios):.2f}, peak {max(peaks):.0f} MB")
P
