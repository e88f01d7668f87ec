#!/bin/bash
# Records feed.jsonl.gz and answers/*.json from a throw-away PostgreSQL cluster; see README.md.
# Usage: samples/pgbench/record.sh [TRANSACTIONS]     (default 10000; each changes four rows)
set -euo pipefail

sample=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
transactions=${1:-10000}
clients=4

# Debian keeps the server's programs out of PATH, one directory per major version.
find_binaries() {
    local initdb
    initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1 || true)
    [ -n "$initdb" ] || initdb=$(command -v initdb || true)
    [ -n "$initdb" ] && dirname "$initdb"
}

if ! binaries=$(find_binaries); then
    [ "$(id -u)" -eq 0 ] || { echo "PostgreSQL 15 or newer is needed: sudo apt-get install postgresql" >&2; exit 1; }
    apt-get update -q
    apt-get install -q -y --no-install-recommends postgresql
    binaries=$(find_binaries)
fi

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

dotnet build "$sample/record" -c Release -v q --nologo

cluster=$(mktemp -d "${TMPDIR:-/tmp}/pgbench-record.XXXXXX")
remove_cluster() {
    as_postgres "$binaries/pg_ctl" stop -D "$cluster/data" -m immediate -s >/dev/null 2>&1 || true
    rm -rf "$cluster"
}
trap remove_cluster EXIT
[ "$(id -u)" -ne 0 ] || chown postgres "$cluster"

as_postgres "$binaries/initdb" -D "$cluster/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
# Reached through a socket in its own directory only, so there is no port to find or to guard.
cat >>"$cluster/data/postgresql.conf" <<EOF
listen_addresses = ''
unix_socket_directories = '$cluster'
wal_level = logical
fsync = off
timezone = 'UTC'
EOF
as_postgres "$binaries/pg_ctl" start -D "$cluster/data" -l "$cluster/log" -w -s

export PGHOST=$cluster PGUSER=postgres PGDATABASE=pgbench
psql=("$binaries/psql" -X -q -At -v ON_ERROR_STOP=1)
"$binaries/createdb" pgbench
"$binaries/pgbench" -i -s 1 -q

# The column lists leave out only filler, which is padding.
"${psql[@]}" <<'EOF'
CREATE PUBLICATION feed FOR TABLE
    pgbench_branches (bid, bbalance),
    pgbench_tellers (tid, bid, tbalance),
    pgbench_accounts (aid, bid, abalance),
    pgbench_history (tid, bid, aid, delta, mtime)
    WITH (publish = 'insert, update, delete, truncate');
EOF

# -n: plain pgbench would vacuum, and truncate pgbench_history, first.
dotnet run --project "$sample/record" -c Release --no-build -- \
    "Host=$cluster;Username=postgres;Database=pgbench" feed "$cluster/feed.jsonl.gz" \
    "$binaries/pgbench" -n -c "$clients" -j 2 -t $((transactions / clients)) --random-seed=1

recorded=$(gzip -dc "$cluster/feed.jsonl.gz" | grep -c '"snapshot":"false"')
history=$("${psql[@]}" -c 'SELECT count(*) FROM pgbench_history')
if [ "$recorded" -ne $((4 * history)) ]; then
    echo "recorded $recorded changes of $history transactions, not four of each" >&2
    exit 1
fi

for query in "$sample"/answers/*.sql; do
    "${psql[@]}" >"$cluster/answer.json" <<EOF
SELECT E'[\n  ' || string_agg(row_to_json(answer)::text, E',\n  ') || E'\n]' FROM ($(cat "$query")) AS answer;
EOF
    cp "$cluster/answer.json" "${query%.sql}.json"
done
cp "$cluster/feed.jsonl.gz" "$sample/feed.jsonl.gz"
ls -l "$sample/feed.jsonl.gz"
