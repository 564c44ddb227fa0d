/** What scripts source to read and write `glidein_config` and the condor_vars files: the functions of GlideinWMS, one lock for all writers. */
export const addConfigLine = `# Reads and writes glidein_config and condor_vars files. For any POSIX shell; set glidein_config (and condor_vars_file).

warn() {
  echo "$(date)" "$@" 1>&2
}

gconfig_get() { # KEY [FILE [-i]]: the last value of the key, nothing when there is none
  gconfig_file=\${2:-\${glidein_config:-}}
  if [ -z "$gconfig_file" ]; then
    warn "Error: glidein_config not provided and glidein_config variable not defined. Forcing exit."
    exit 1
  fi
  [ -r "$gconfig_file" ] || return 0
  GCONFIG_KEY=$1 GCONFIG_OPTION=\${3:-} awk '
    BEGIN { key = ENVIRON["GCONFIG_KEY"] " "; fold = ENVIRON["GCONFIG_OPTION"] ~ /^-[a-zA-Z]*i/; if (fold) key = tolower(key) }
    { start = substr($0, 1, length(key)); if (fold) start = tolower(start) }
    start == key { value = substr($0, length(key) + 1); found = 1 }
    END { if (found) print value }' "$gconfig_file"
}

gconfig_get_tolower() {
  gconfig_get "$@" | tr '[:upper:]' '[:lower:]'
}

gconfig_get_toupper() {
  gconfig_get "$@" | tr '[:lower:]' '[:upper:]'
}

gconfig_get_bool() { # true: TRUE, T, YES, Y, or a whole number other than 0
  case $(gconfig_get "$@" | tr -d ' \\t\\r\\n' | tr '[:lower:]' '[:upper:]') in
    TRUE | T | YES | Y) return 0 ;;
    '' | *[!0-9]*) return 1 ;;
    *[1-9]*) return 0 ;;
    *) return 1 ;;
  esac
}

gconfig_get_trim() { # without blanks and quotes around it
  gconfig_get "$@" | sed -e "s/^[\\"'[:space:]]*//" -e "s/[\\"'[:space:]]*\\$//"
}

gconfig_log_name() {
  echo "\${1:-\${glidein_config:-}}.history"
}

gconfig_log_add() { # FILE TEXT
  gconfig_log=$(gconfig_log_name "$1")
  shift
  echo "$@" >> "$gconfig_log"
}

lock_file() { # FILE: waits up to 300 s; the lock of a process that is gone does not count
  [ -f "$1" ] || {
    warn "Error acquiring the lock for $1: file does not exist!"
    return 1
  }
  gconfig_tries=0
  until (set -C && echo "$$" > "$1.lock") 2>/dev/null; do
    gconfig_holder=
    read -r gconfig_holder 2>/dev/null < "$1.lock"
    if [ "$gconfig_holder" = "$$" ]; then
      warn "Process $$ already holding the lock"
      return 0
    fi
    if [ -n "$gconfig_holder" ] && ! kill -0 "$gconfig_holder" 2>/dev/null && [ ! -d "/proc/$gconfig_holder" ]; then
      # Renamed first: of several that wait only one takes it away.
      mv "$1.lock" "$1.lock.$$" 2>/dev/null && rm -f "$1.lock.$$"
      continue
    fi
    gconfig_tries=$((gconfig_tries + 1))
    if [ "$gconfig_tries" -gt 3000 ]; then
      warn "Error acquiring the lock for $1: timeout, waited 300 seconds."
      return 1
    fi
    sleep 0.1 2>/dev/null || sleep 1
  done
}

unlock_file() { # FILE
  if [ -f "$1.lock" ]; then
    rm -f "$1.lock"
    return 0
  fi
  warn "Error: $1 is not locked!"
  return 1
}

gconfig_replace() { # FILE KEY LINE: the only line of the key
  gconfig_new=$1.$$.tmp
  GCONFIG_KEY=$2 GCONFIG_LINE=$3 awk '
    BEGIN { key = ENVIRON["GCONFIG_KEY"]; line = ENVIRON["GCONFIG_LINE"]; gsub(/\\n/, " ", line) }
    { first = $0; sub(/[ \\t].*/, "", first) }
    first != key || key ~ /^#/
    END { print line }' "$1" > "$gconfig_new" && mv "$gconfig_new" "$1"
}

gconfig_add() { # KEY VALUE…: safe beside others that write
  if [ -z "\${glidein_config:-}" ]; then
    warn "Error: glidein_config variable not defined. Required by gconfig_add. Forcing exit."
    exit 1
  fi
  echo "ADD$$" "$@" >> "$glidein_config.history"
  lock_file "$glidein_config" || return 1
  gconfig_replace "$glidein_config" "$1" "$*" || {
    unlock_file "$glidein_config"
    warn "Error writing $glidein_config"
    exit 1
  }
  unlock_file "$glidein_config"
}

gconfig_add_safe() { gconfig_add "$@"; }
gconfig_add_unsafe() { gconfig_add "$@"; }
add_config_line() { gconfig_add "$@"; }
add_config_line_safe() { gconfig_add "$@"; }

gconfig_trim() { # [FILE]: keeps the last value of each key
  gconfig_file=\${1:-\${glidein_config:-}}
  if [ -z "$gconfig_file" ]; then
    warn "Warning: glidein_config not provided and glidein_config variable not defined. Skipping gconfig_trim"
    return 1
  fi
  lock_file "$gconfig_file" || return 1
  awk '{ lines[NR] = $0; if ($0 !~ /^#/ && $0 != "") last[$1] = NR }
    END { for (n = 1; n <= NR; n++) { split(lines[n], word, " "); if (lines[n] ~ /^#/ || lines[n] == "" || last[word[1]] == n) print lines[n] } }' \\
    "$gconfig_file" > "$gconfig_file.$$.tmp" && mv "$gconfig_file.$$.tmp" "$gconfig_file"
  unlock_file "$gconfig_file"
}

gconfig_trim_safe() { gconfig_trim "$@"; }

add_condor_vars_line() { # NAME TYPE DEFAULT KNOB REQUIRED PUBLISHED ENVIRONMENT
  if [ -z "\${condor_vars_file:-}" ]; then
    warn "Error: condor_vars_file variable not defined. Required by add_condor_vars_line. Skipping to add."
    return 1
  fi
  lock_file "$condor_vars_file" || return 1
  gconfig_replace "$condor_vars_file" "$1" "$*"
  unlock_file "$condor_vars_file"
}
`;
