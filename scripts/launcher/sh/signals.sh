
# --- Signals -----------------------------------------------------------------------------------------------------------
# A shell runs a trap only when its child has ended, unless it waits with `wait`: so whatever can last runs in the
# background, without standard input, which may be this script.

gs_child=
gs_guard=
gs_status=0

catch_signals() {
  trap 'interrupted TERM' TERM
  trap 'interrupted INT' INT
  trap 'interrupted QUIT' QUIT
  # The last warnings of LSF and SGE, and of a limit on CPU time.
  trap 'interrupted USR2' USR2
  trap 'interrupted XCPU' XCPU
  # A batch system hangs up when its own shell ends; that is no reason to stop. Not ignored, or our heirs would be deaf, too.
  trap : HUP USR1
}

# Ends at once with the status of what had already failed, else 0.
interrupted() {
  trap '' TERM INT QUIT USR2 XCPU
  [ -z "$gs_child" ] || kill -TERM "$gs_child" 2>/dev/null
  [ -z "$gs_guard" ] || kill -KILL "$gs_guard" 2>/dev/null
  say "signal $1"
  end_with "$gs_status"
}

end_with() {
  clean_up
  is_classic && say_ending "$1"
  exit "$1"
}

# Waits for the background process $1; the value is its status.
await() {
  gs_child=$1
  while :; do
    wait "$1" 2>/dev/null
    gs_awaited=$?
    # A hang-up interrupts the wait, not the child.
    kill -0 "$1" 2>/dev/null || break
  done
  gs_child=
  return "$gs_awaited"
}

# run_limited SECONDS COMMAND...: the command, ended when the time is over. A status above 128 is a signal.
run_limited() {
  gs_limit=$1
  shift
  "$@" </dev/null &
  gs_limited=$!
  guard "$gs_limited" "$gs_limit" </dev/null >/dev/null 2>&1 7<&- 8>&- &
  gs_guard=$!
  await "$gs_limited"
  gs_limited_status=$?
  # Not TERM, which a shell that has just been forked can lose.
  kill -KILL "$gs_guard" 2>/dev/null
  wait "$gs_guard" 2>/dev/null
  gs_guard=
  return "$gs_limited_status"
}

# In small steps, so that nothing of it stays when it is killed.
guard() {
  gs_second=0
  while [ "$gs_second" -lt "$2" ]; do
    sleep 1
    kill -0 "$1" || return
    gs_second=$((gs_second + 1))
  done
  kill -KILL "$1"
}

pause() {
  sleep "$1" 2>/dev/null &
  await $! || {
    sleep 1 &
    await $!
  }
}

# For people, on standard error; standard output is the command's.
say() {
  printf 'glidein: %s\n' "$*" >&2
}

has() {
  command -v "$1" >/dev/null 2>&1
}
