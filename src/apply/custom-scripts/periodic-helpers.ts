/** What the startd runs for a periodic script. */
export const scriptWrapper = `#!/bin/sh
# Runs a periodic script for the startd: CONFIG ID NAME SCRIPT PREFIX. What it prints becomes attributes of the slots.

glidein_config=$1
id=\${2:-}
name=\${3:-}
script=\${4:-}
prefix=\${5:-}
start_dir=$(pwd)
export start_dir
main=\${0%/*}

. "$start_dir/add_config_line.source" || exit 1

# HTCondor puts the script's own prefix before the attributes; without one they get ours.
own=
[ "$prefix" = NOPREFIX ] && own=GLIDEIN_PS_

publish() { # NAME VALUE
  echo "$own$1 = $2"
  keep "$1" "$2"
}

keep() { # NAME VALUE: under the lock that end holds
  gconfig_replace "$glidein_config" "GLIDEIN_PS_$1" "GLIDEIN_PS_$1 $2"
}

without() { # WORD LIST
  printf '%s' "$2" | tr ',' '\\n' | awk -v word="$1" 'NF && $0 != word { printf "%s%s", (n++ ? "," : ""), $0 }'
}

end() { # STATUS OF THE SCRIPT
  finished=$(date +%s)
  # Scripts end at the same time, and each reads the lists, changes them and writes them.
  lock_file "$glidein_config" || exit 1
  failing=$(without "$name" "$(gconfig_get GLIDEIN_PS_FAILING_LIST)")
  if [ "$1" -ne 0 ]; then
    failing=\${failing:+$failing,}$name
    failed=$(without "$name" "$(gconfig_get GLIDEIN_PS_FAILED_LIST)")
    keep FAILED_LIST "\${failed:+$failed,}$name"
    publish FAILED_LAST "\\"$name:$script\\""
    publish FAILED_LAST_REASON "\\"Error running '$script'\\""
    publish FAILED_LAST_END "$finished"
  fi
  keep FAILING_LIST "$failing"
  if [ -z "$failing" ]; then publish OK True; else publish OK False; fi
  publish LAST "\\"$script\\""
  publish LAST_END "$finished"
  unlock_file "$glidein_config"
  echo "-"
  cd "$start_dir" || exit 1
  [ -n "\${directory:-}" ] && rm -rf "$directory"
  [ "$1" -eq 0 ] || exit 1
  exit 0
}

directory=$(mktemp -d "$start_dir/tmp.XXXXXXXXXX") && cd "$directory" || end 1
"$main/error_augment.sh" -init
began=$(date +%s)
GLIDEIN_PERIODIC_SCRIPT=true "$script" "$glidein_config" "$id" </dev/null
status=$?
"$main/error_augment.sh" -process "$status" "$id/\${script##*/}" "$directory" "$script $glidein_config" "$began" "$(date +%s)"
"$main/error_augment.sh" -locked-concat
end "$status"
`;
