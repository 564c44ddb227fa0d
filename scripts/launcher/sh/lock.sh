
# --- Lock --------------------------------------------------------------------------------------------------------------
# Only a courtesy: what is published is renamed into place whole and verified by everybody, so a lock that fails costs a
# second download and nothing else. The kernel's lock ends with its holder; without flock(1) a directory and a process id do.

gs_locked=

try_lock() {
  [ -z "$gs_locked" ] || return 0
  if has flock; then
    if [ -z "$gs_lock_open" ]; then
      (: >>"$gs_cache/lock") 2>/dev/null || return 1
      exec 8>>"$gs_cache/lock"
      gs_lock_open=yes
    fi
    # Given again, because a Korn shell closes what `exec` opened to the programs that it starts.
    flock -n 9 9>&8 2>/dev/null
    case $? in
      0) gs_locked=flock; return 0 ;;
      1) return 1 ;;
    esac
    # A file system without locks.
  fi
  try_directory_lock && gs_locked=directory
}
gs_lock_open=

try_directory_lock() {
  if mkdir "$gs_cache/lock.d" 2>/dev/null; then
    echo "$$" >"$gs_cache/lock.d/pid"
    return 0
  fi
  gs_line=
  read_line "$gs_cache/lock.d/pid"
  # A holder writes its id at once; an empty lock that is still there next time has lost its own.
  if [ -n "$gs_line" ] && kill -0 "$gs_line" 2>/dev/null; then return 1; fi
  if [ -z "$gs_line" ] && [ "${gs_saw_empty_lock:-0}" -lt 5 ]; then
    gs_saw_empty_lock=$((${gs_saw_empty_lock:-0} + 1))
    return 1
  fi
  mv "$gs_cache/lock.d" "$gs_cache/.lock.$$" 2>/dev/null && rm -rf "$gs_cache/.lock.$$"
  mkdir "$gs_cache/lock.d" 2>/dev/null && echo "$$" >"$gs_cache/lock.d/pid"
}

release_lock() {
  if [ "$gs_locked" = directory ]; then rm -rf "$gs_cache/lock.d"; fi
  if [ -n "$gs_lock_open" ]; then exec 8>&-; fi
  gs_locked=
  gs_lock_open=
}

# Waits for the one who is fetching. 0: we hold the lock; 1: the runtime is there; 2: the other failed just now at the same.
await_lock() {
  gs_waited=0
  gs_request="$gs_urls_all $gs_web_proxy $gs_shared"
  gs_began=$(date +%s)
  until try_lock; do
    is_published && return 1
    gs_waited=$((gs_waited + 1))
    # On its own after that: better twice than not at all.
    [ "$gs_waited" -lt "$gs_longest_wait" ] || return 0
    pause 0.5
  done
  is_replaced && return 1
  if [ "$gs_waited" -gt 0 ] && is_own_file "$gs_cache/failed" && read_line "$gs_cache/failed"; then
    case $gs_line in
      *" $gs_request") [ "${gs_line%% *}" -ge "$gs_began" ] 2>/dev/null && return 2 ;;
    esac
  fi
  return 0
}
gs_longest_wait=1800

# By one who has digested it and tried it: if all who wait did that, it would be a minute of everybody's time.
is_published() {
  [ -f "$gs_cached_node.ran" ] && [ -f "$gs_cached_node" ] && is_noted "$gs_cached_node" "$gs_runtime_sha256"
}

# It is there, and is not the bad one that we saw.
is_replaced() {
  [ -f "$gs_cached_node" ] && [ "$(fingerprint "$gs_cached_node")" != "$gs_bad_print" ]
}

# Waits until the program is there or we may unpack it; either way it is only a matter of who does the work.
await_program() {
  gs_waited=0
  until is_noted "$gs_program" "$gs_program_sha256" || try_lock || [ "$gs_waited" -ge 60 ]; do
    gs_waited=$((gs_waited + 1))
    pause 0.3
  done
}
