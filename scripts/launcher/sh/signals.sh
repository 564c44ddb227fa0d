
# --- Signals -----------------------------------------------------------------------------------------------------------
# A shell runs a trap only when its child has ended, unless it waits with `wait`: so whatever can last runs in the
# background, without standard input, which may be this script.

gs_child=
gs_status=0

catch_signals() {
  trap 'interrupted TERM' TERM
  trap 'interrupted INT' INT
  trap 'interrupted QUIT' QUIT
  # A batch system hangs up when its own shell ends; that is no reason to stop. Not ignored, or our heirs would be deaf, too.
  trap : HUP
}

# Ends at once with the status of what had already failed, else 0.
interrupted() {
  trap '' TERM INT QUIT
  [ -n "$gs_child" ] && kill -TERM "$gs_child" 2>/dev/null
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
    wait "$1"
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
  (
    gs_sleep=
    trap '[ -z "$gs_sleep" ] || kill "$gs_sleep" 2>/dev/null; exit 0' TERM
    sleep "$gs_limit" &
    gs_sleep=$!
    wait "$gs_sleep" && kill -KILL "$gs_limited" 2>/dev/null
  ) </dev/null >/dev/null 2>&1 &
  gs_guard=$!
  await "$gs_limited"
  gs_limited_status=$?
  kill "$gs_guard" 2>/dev/null
  wait "$gs_guard" 2>/dev/null
  return "$gs_limited_status"
}

pause() {
  sleep "$1" </dev/null 2>/dev/null &
  await $! || {
    sleep 1 </dev/null &
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
