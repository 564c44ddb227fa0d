
# --- Cache -------------------------------------------------------------------------------------------------------------
# One directory for each user and node holds the runtime and the unpacked program: pilots that start together fetch once and
# share the runtime's pages. It is on a local disk, closed to others, and nothing in it is believed without a look.

gs_cache=
gs_cache_index=0

# open_cache: the next place that can be used, from the one after $gs_cache_index; sets gs_cache.
open_cache() {
  while [ "$gs_cache_index" -lt 6 ]; do
    gs_cache_index=$((gs_cache_index + 1))
    case $gs_cache_index in
      1) gs_place=$gs_cache_wish ;;
      2) gs_place=/var/tmp ;;
      3) gs_place=/tmp ;;
      4) gs_place=${TMPDIR-} ;;
      5) gs_place=${_CONDOR_SCRATCH_DIR-} ;;
      *) gs_place=$(pwd -P) ;;
    esac
    [ -n "$gs_place" ] || continue
    if [ "$gs_cache_index" = 1 ]; then mkdir -p "$gs_place" 2>/dev/null; fi
    gs_place=$(cd "$gs_place" 2>/dev/null && pwd -P) || {
      tried "cache $gs_place" 'there is no such directory'
      continue
    }
    open_place "$gs_place/glidein.runtime.$gs_uid" && return 0
    clean_up
  done
  gs_cache=
  return 1
}

open_place() {
  gs_cache=$1
  mkdir "$gs_cache" 2>/dev/null
  if ! is_private "$gs_cache"; then
    gs_cache=
    if [ -d "$1" ] || [ -L "$1" ]; then
      tried "cache $1" 'it is not a directory of this account alone; somebody may have put it there'
    else
      tried "cache $1" 'it cannot be made'
    fi
    return 1
  fi
  gs_probe=$gs_cache/.run.$$
  # printf is part of the shell, which on a full disk says so itself.
  if ! { printf '#!/bin/sh\nexit 0\n' >"$gs_probe"; } 2>/dev/null || [ ! -s "$gs_probe" ]; then
    tried "cache $gs_cache" 'it cannot be written to, or the disk is full'
    return 1
  fi
  chmod 700 "$gs_probe"
  if ! "$gs_probe" </dev/null >/dev/null 2>&1; then
    gs_noexec=yes
    tried "cache $gs_cache" 'programs cannot be run there (mounted noexec?)'
    return 1
  fi
  rm -f "$gs_probe"
  # Unpacking the program where there is no room for it would end everything, though another place has room.
  [ -e "$gs_cache/$gs_program_name" ] && return 0
  gs_free=$(free_kib "$gs_cache")
  if [ -n "$gs_free" ] && [ "$gs_free" -lt 8192 ]; then
    gs_full=yes
    tried "cache $gs_cache" "$gs_free KiB are free"
    return 1
  fi
}

# A directory, no link, ours, closed to everybody else, and not to be renamed by others.
is_private() {
  [ -d "$1" ] && [ ! -L "$1" ] || return 1
  set -- "$1" $(ls -ldn "$1" 2>/dev/null)
  [ "${4-}" = "$gs_uid" ] || return 1
  case ${2-} in
    d???------*) ;;
    *) return 1 ;;
  esac
  gs_parent=${1%/*}
  set -- $(ls -ldnL "${gs_parent:-/}/" 2>/dev/null)
  case ${1-} in
    d???????w[!tT]*) return 1 ;;
  esac
}

# A plain file of ours that nobody else can write to.
is_own_file() {
  [ -f "$1" ] && [ ! -L "$1" ] || return 1
  set -- $(ls -ln "$1" 2>/dev/null)
  [ "${3-}" = "$gs_uid" ] || return 1
  case ${1-} in
    -????-??-?*) ;;
    *) return 1 ;;
  esac
}

sha256_of() {
  case ${gs_digest_tool:=$(digest_tool)} in
    sha256sum) gs_digest=$(sha256sum <"$1") ;;
    shasum) gs_digest=$(shasum -a 256 <"$1") ;;
    openssl) gs_digest=$(openssl dgst -sha256 -r <"$1") ;;
    busybox) gs_digest=$(busybox sha256sum <"$1") ;;
    python*) gs_digest=$("$gs_digest_tool" -E -s -c 'import hashlib,sys
h=hashlib.sha256()
f=open(sys.argv[1],"rb")
b=f.read(1<<20)
while b: h.update(b); b=f.read(1<<20)
print(h.hexdigest())' "$1") ;;
    *) gs_digest= ;;
  esac 2>/dev/null
  gs_digest=${gs_digest%% *}
}

digest_tool() {
  for gs_tool in sha256sum shasum openssl python3 python; do
    has "$gs_tool" && echo "$gs_tool" && return
  done
  has busybox && busybox sha256sum </dev/null >/dev/null 2>&1 && echo busybox && return
  echo none
}

# What changes with every change of a file, including one that sets its times back. Empty where nothing can tell.
fingerprint() {
  stat -c '%i %s %Y %z %u %a' "$1" 2>/dev/null
}

# has_digest FILE SHA256: whether the file is what we pinned. A digest of 100 MB takes a third of a second, so a file that is
# the very one that was digested before is believed: only this account could have written the note.
has_digest() {
  [ -f "$1" ] && [ ! -L "$1" ] || return 1
  is_noted "$1" "$2" && return 0
  is_own_file "$1" || return 1
  sha256_of "$1"
  [ "$gs_digest" = "$2" ] || return 1
  [ -z "$gs_print" ] || replace_file "$1.ok" "$2 $gs_print"
}

# Owner and mode are part of the fingerprint.
is_noted() {
  gs_print=$(fingerprint "$1")
  [ -n "$gs_print" ] && [ -f "$1.ok" ] && [ ! -L "$1.ok" ] && read_line "$1.ok" && [ "$gs_line" = "$2 $gs_print" ]
}

# A file is renamed over a file, but into a directory. A good file is never taken away: others may be about to run it.
make_way() {
  if [ -d "$1" ] || [ -L "$1" ]; then rm -rf "$1"; fi
}

# read_line FILE: its first line, without a process.
read_line() {
  gs_line=
  { IFS= read -r gs_line <"$1"; } 2>/dev/null || [ -n "$gs_line" ]
}

replace_file() {
  { printf '%s\n' "$2" >"$gs_cache/.note.$$" && mv -f "$gs_cache/.note.$$" "$1"; } 2>/dev/null
}

# What was not used for 30 days goes; of the rest three runtimes and ten programs stay, 350 MB; and what dead launchers left.
sweep_cache() {
  find "$gs_cache" -type f -name '.*' -mmin +120 -exec rm -f {} + 2>/dev/null
  for gs_used in "$gs_cache"/*.used; do
    if [ -n "$(find "$gs_used" -mtime +30 2>/dev/null)" ]; then forget_entry "${gs_used%.used}"; fi
  done
  keep_newest 3 'node-*.used'
  keep_newest 10 'glidein-*.used'
}

# keep_newest COUNT PATTERN. Our own names, without blanks.
keep_newest() {
  gs_kept=0
  # shellcheck disable=SC2086 # a pattern
  for gs_used in $(cd "$gs_cache" && ls -t $2 2>/dev/null); do
    gs_kept=$((gs_kept + 1))
    [ "$gs_kept" -le "$1" ] || forget_entry "$gs_cache/${gs_used%.used}"
  done
}

forget_entry() {
  rm -f "$1" "$1.ok" "$1.ran" "$1.used"
}

clean_up() {
  [ -z "$gs_cache" ] || rm -f "$gs_cache"/.*."$$" "$gs_cache"/.*."$$".err 2>/dev/null
  release_lock
}
