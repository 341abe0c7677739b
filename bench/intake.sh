#!/bin/bash
# intake.sh DIR: makes the fresh folder DIR a council whose mailbox is that of bench-imap.sh, and
# takes it in: `srok step` on 2,000 messages fetches, archives, syncs, parses, hashes, matches and
# commits. There is no plan, so that it does nothing else.
#
#   go build -o /tmp/srok ./cmd/srok
#   PERF=/tmp/srok-bench SROK=/tmp/srok bench-imap.sh "$PWD/bench/intake.sh {D}" yes 5
set -eu
dir=$1 srok=${SROK:-srok}
export SROK_BENCH_PASSWORD=perf
"$srok" init "$dir/council" >&2
rm -f "$dir/council/plan.yaml"
cat > "$dir/council/srok.yaml" <<C
council:
  chair_title: Областен управител и председател на ООСППК
  contact_office: секретариат на съвета
  short_name: ООСППК
  plan_title: Плана за действие за превенция и противодействие на корупцията на ООСППК за 2018 г.
smtp: {host: 127.0.0.1, port: ${SMTP_PORT:-14025}, tls: none, auth: none}
imap:
  host: 127.0.0.1
  port: ${IMAP_PORT:-14143}
  tls: none
  auth: plain
  user: perf
  password_env: SROK_BENCH_PASSWORD
secret_file: secret
C
exec "$srok" --dir "$dir/council" step
