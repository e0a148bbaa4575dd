# Starts a throwaway PostgreSQL from the installed binaries, says its URL, and ends and removes it when its input ends.
# Its arguments are more settings of the server, which win over those written here.
set -e
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
dir=$(mktemp -d)
as=
if [ "$(id -u)" = 0 ]; then chown nobody "$dir"; as="setpriv --reuid=nobody --clear-groups"; fi
cd "$dir"
$as "$bin/initdb" -D "$dir/data" -U registry --auth=trust --encoding=UTF8 --locale=C >/dev/null
# Another process may have the port; from 32768 on the system gives them away by itself.
for attempt in 1 2 3 4 5 6 7 8; do
    port=$(( 20000 + ($$ * 8 + attempt) % 12000 ))
    $as "$bin/pg_ctl" -D "$dir/data" -w -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB $*" -l "$dir/log" start >/dev/null && break
    cat "$dir/log" >&2
    [ "$attempt" != 8 ]
done
echo "postgres://registry@127.0.0.1:$port"
cat >/dev/null
$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
rm -rf "$dir"
