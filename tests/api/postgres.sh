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
port=$(( 20000 + $$ % 20000 ))
$as "$bin/pg_ctl" -D "$dir/data" -w -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB $*" -l "$dir/log" start >/dev/null
echo "postgres://registry@127.0.0.1:$port"
cat >/dev/null
$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
rm -rf "$dir"
