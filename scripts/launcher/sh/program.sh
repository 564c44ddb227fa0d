
# --- Program -----------------------------------------------------------------------------------------------------------

main() {
  gs_started=$(date +%s)
  catch_signals
  clean_environment
  gs_umask=$(umask)
  umask 077
  # Kept for the program; where the script itself comes on standard input, its rest follows there.
  if (: 7<&0) 2>/dev/null; then exec 7<&0; else exec 7</dev/null; fi
  gs_on_terminal=no
  if [ -t 1 ] && [ -t 2 ]; then gs_on_terminal=yes; fi
  read_arguments "$@"
  find_platform
  open_cache || refuse 'there is no directory to work in'
  choose_runtime || refuse 'there is no Node to run it'
  gs_program=$gs_cache/$gs_program_name
  # A shell that reads its script from a file need not read the rest of it.
  if is_script_file "$0" && has_digest "$gs_program" "$gs_program_sha256"; then become_program "$@"; fi
}

is_script_file() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  gs_second=
  { IFS= read -r gs_second && IFS= read -r gs_second; } <"$1" 2>/dev/null
  case $gs_second in '# glidein launcher '*) return 0 ;; *) return 1 ;; esac
}

# The packed program comes on standard input.
unpack_program() {
  if ! has_digest "$gs_program" "$gs_program_sha256"; then
    cat >"$gs_cache/.packed.$$" 2>/dev/null
    await_program
    has_digest "$gs_program" "$gs_program_sha256" || place_program || {
      tried "$gs_program" 'the program could not be unpacked: the launcher is damaged, or the disk is full'
      gs_network=corrupt
      refuse 'its program is not whole'
    }
    sweep_cache
  fi
  become_program "$@"
}

place_program() {
  make_way "$gs_program"
  run_limited 120 "$gs_runtime" -e "$gs_unpacker" "$gs_cache/.packed.$$" "$gs_cache/.program.$$" "$gs_program_sha256" &&
    mv -f "$gs_cache/.program.$$" "$gs_program" && has_digest "$gs_program" "$gs_program_sha256"
}

gs_unpacker='@UNPACKER@'

become_program() {
  : >"$gs_program.used"
  clean_up
  hand_over_environment
  umask "$gs_umask"
  trap - TERM INT QUIT USR2 XCPU HUP USR1
  # shellcheck disable=SC2086 # words are options
  exec "$gs_runtime" $gs_node_flags -- "$gs_program" "$@" <&7 7<&-
}

main "$@"
unpack_program "$@" <<'GLIDEIN_PROGRAM'
@PROGRAM@
GLIDEIN_PROGRAM
