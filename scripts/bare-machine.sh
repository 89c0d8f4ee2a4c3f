#!/usr/bin/env bash
# Try the promise of the README on a machine that has nothing but git and an older Node: `npm start` and `npm test`, as
# root and as a plain user, in a fresh Debian made by debootstrap. Takes some minutes; needs root and debootstrap.
# Only libatomic is added, which Node 26 is linked with and the smallest Debian lacks.
#
#   scripts/bare-machine.sh [COMMIT]      NODE=/usr/bin/node  the older Node to put there, with its npm
#
# How this machine gets to its registries (npm's settings, certificates, resolver, Debian's mirror) is carried along.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commit=${1:-HEAD}
node=$(realpath "${NODE:-/usr/bin/node}")
npm=$(realpath "$(dirname "$node")/../lib/node_modules/npm")
if [ "$(id -u)" -ne 0 ]; then echo "chroot and debootstrap need root" >&2; exit 1; fi
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }

bare=$(mktemp -d "${TMPDIR:-/tmp}/tidings-bare-XXXXXX")
chmod 755 "$bare"
inside_pids() { # processes whose root is the new machine
  local entry
  for entry in /proc/[0-9]*; do
    if [ "$(readlink "$entry/root" 2>/dev/null)" = "$bare" ]; then echo "${entry#/proc/}"; fi
  done
}
cleanup() {
  local mount
  inside_pids | xargs --no-run-if-empty kill -KILL 2>/dev/null || true
  for mount in proc dev; do umount --lazy "$bare/$mount" 2>/dev/null || true; done
  # Never through a mount that is still there.
  rm -rf --one-file-system "$bare"
}
trap cleanup EXIT

echo "== A bare Debian in $bare"
mirror=$(sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+).*/\2/p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep --max-count=1 --invert-match security || true)
debootstrap --variant=minbase --include=ca-certificates,git,libatomic1 bookworm "$bare" "${mirror:-http://deb.debian.org/debian}" \
  >"$bare.log" 2>&1 || { tail -20 "$bare.log" >&2; exit 1; }
rm -f "$bare.log"
mount -t proc proc "$bare/proc"
mount --rbind /dev "$bare/dev" && mount --make-rslave "$bare/dev"

echo "== Node $("$node" --version), npm, and the way to the registry"
mkdir -p "$bare/usr/lib/node_modules"
cp "$node" "$bare/usr/bin/node"
cp -r "$npm" "$bare/usr/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$bare/usr/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$bare/usr/bin/npx"
# Links there are absolute and would lead back here: a file that is in the way is removed, never written through.
cp -L --remove-destination /etc/resolv.conf /etc/hosts "$bare/etc/"
for path in /etc/ssl/certs /usr/local/share/ca-certificates /etc/npmrc; do
  if [ -e "$path" ]; then mkdir -p "$bare$(dirname "$path")" && cp -rLT --remove-destination "$path" "$bare$path"; fi
done
chroot "$bare" useradd --create-home --shell /bin/bash plain
settings=()
while IFS= read -r -d '' setting; do
  name=${setting%%=*}
  case "${name,,}" in
    npm_config_cache | npm_config_prefix | npm_config_*prefix | npm_config_userconfig) ;;
    npm_config_* | http_proxy | https_proxy | no_proxy | node_extra_ca_certs | ssl_cert_file | ssl_cert_dir)
      settings+=("$setting")
      ;;
  esac
done < <(env -0)
for home in root home/plain; do
  if [ -f "$HOME/.npmrc" ]; then cp "$HOME/.npmrc" "$bare/$home/.npmrc"; fi
done
chroot "$bare" chown -R plain:plain /home/plain

# become USER: from then on "${there[@]}" COMMAND runs as that user in its checkout; a prefix, so that the command is a
# child of ours to be signalled.
become() {
  local home=/root
  if [ "$1" != root ]; then home=/home/$1; fi
  there=(chroot "--userspec=$1:$1" "--groups=$1" "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "HOME=$home"
    "USER=$1" LANG=C.UTF-8 "${settings[@]}" bash -c 'cd ~/tidings 2>/dev/null || cd; exec "$@"' bash)
}

# Ready in so many seconds after the start of `npm start`; then SIGTERM, after which nothing may be left.
start_and_stop() {
  local what=$1 port=8080 began=$EPOCHREALTIME log=$bare/start.log pid left tries
  "${there[@]}" env PORT=$port npm start >"$log" 2>&1 &
  pid=$!
  for ((tries = 0; tries < 1200; tries++)); do
    if "${there[@]}" node -e "fetch('http://127.0.0.1:$port/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"; then
      break
    fi
    if ! kill -0 "$pid" 2>/dev/null; then tries=1200; fi
    sleep 0.1
  done
  if ((tries >= 1200)); then
    echo "npm start as $user was not ready:" >&2
    cat "$log" >&2
    exit 1
  fi
  awk -v what="$what" -v from="$began" -v to="$EPOCHREALTIME" 'BEGIN { printf "%s: ready in %.1f s\n", what, to - from }'
  kill -TERM "$pid"
  wait "$pid" || true
  for ((tries = 0; tries < 100; tries++)); do
    left=$(inside_pids)
    if [ -z "$left" ]; then return; fi
    sleep 0.1
  done
  echo "left behind by npm start as $user:" >&2
  for pid in $left; do tr '\0' ' ' <"/proc/$pid/cmdline" >&2; echo >&2; done
  exit 1
}

git clone --quiet --bare "$repo" "$bare/srv/tidings.git"
git -C "$bare/srv/tidings.git" update-ref refs/heads/bare "$(git -C "$repo" rev-parse "$commit")"
git config --file "$bare/etc/gitconfig" safe.directory '*' # it belongs to root
for user in root plain; do
  echo "== As $user"
  become "$user"
  "${there[@]}" git clone --quiet --branch bare file:///srv/tidings.git tidings
  start_and_stop "First start"
  start_and_stop "Second start"
  "${there[@]}" npm test >"$bare/test.log" 2>&1 || { cat "$bare/test.log" >&2; exit 1; }
  tail -1 "$bare/test.log"
  if [ -n "$("${there[@]}" git status --porcelain)" ]; then echo "the checkout was changed" >&2; "${there[@]}" git status >&2; exit 1; fi
done
echo "== Done"
