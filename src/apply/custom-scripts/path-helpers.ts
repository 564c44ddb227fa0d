/** Paths and names of the parts of the staging area. */
export const idSelectors = `# What belongs to one part of the staging area: main, entry, client, client_group. Set glidein_config.

gwms_of_part() { # FUNCTION ID MAIN ENTRY CLIENT GROUP
  case $2 in
    main) gconfig_get "$3" "$glidein_config" ;;
    entry) gconfig_get "$4" "$glidein_config" ;;
    client) gconfig_get "$5" "$glidein_config" ;;
    client_group) gconfig_get "$6" "$glidein_config" ;;
    *)
      echo "[$1] Invalid id: $2" 1>&2
      return 1
      ;;
  esac
}

get_work_dir() {
  gwms_of_part get_work_dir "$1" GLIDEIN_WORK_DIR GLIDEIN_ENTRY_WORK_DIR GLIDECLIENT_WORK_DIR GLIDECLIENT_GROUP_WORK_DIR
}

get_descript_file() {
  gwms_of_part get_descript_file "$1" DESCRIPTION_FILE DESCRIPTION_ENTRY_FILE GLIDECLIENT_DESCRIPTION_FILE GLIDECLIENT_DESCRIPTION_GROUP_FILE
}

get_signature() {
  gwms_of_part get_signature "$1" GLIDEIN_Signature GLIDEIN_Entry_Signature GLIDECLIENT_Signature GLIDECLIENT_Group_Signature
}

get_prefix() {
  case $1 in
    main) echo "" ;;
    entry) echo "ENTRY_" ;;
    client) echo "GLIDECLIENT_" ;;
    client_group) echo "GLIDECLIENT_GROUP_" ;;
    *)
      echo "[get_prefix] Invalid id: $1" 1>&2
      return 1
      ;;
  esac
}
`;

/** The logging service, which is not there: the functions are, so that scripts can call them. */
export const loggingUtils = `# The logging service of GlideinWMS. The pilot keeps one log and has no receivers for others: what is written goes to stderr.

glog_init() { return 0; }
glog_setup() { return 0; }
glog_send() { return 0; }
glog_write() { # SOURCE TYPE TEXT LEVEL
  [ "\${2:-}" = text ] && echo "$(date) \${4:-info} \${1:-}: \${3:-}" 1>&2
  return 0
}
`;

/** Encoding of logs. */
export const uuencode = `# Encodes standard input as uuencode -m does.

b64uuencode() {
  echo "begin-base64 644 -"
  if command -v base64 >/dev/null 2>&1; then base64; else openssl base64; fi
  echo "===="
}
`;

/** Directories that scripts put files into. */
export const gwmsPaths = `# Directories for programs and for scripts at certain moments, below the work directory.

GWMS_SUBDIR=.gwms.d
GWMS_SUBDIR_EXEC_PREJOB=exec/prejob
GWMS_SUBDIR_EXEC_POSTJOB=exec/postjob
GWMS_SUBDIR_EXEC_CLEANUP=exec/cleanup

robust_realpath() {
  realpath "$1" 2>/dev/null && return
  if [ -d "$1" ]; then (cd "$1" && pwd -P); else echo "$(cd "$(dirname "$1")" 2>/dev/null && pwd -P)/$(basename "$1")"; fi
}

gwms_process_scripts() { # DIRECTORY [prejob|postjob|cleanup] CONFIG
  gwms_old=$PWD
  gwms_config=$(robust_realpath "\${3:-}")
  case \${2:-} in
    prejob) gwms_here=$1/$GWMS_SUBDIR_EXEC_PREJOB ;;
    postjob) gwms_here=$1/$GWMS_SUBDIR_EXEC_POSTJOB ;;
    cleanup) gwms_here=$1/$GWMS_SUBDIR_EXEC_CLEANUP ;;
    *) gwms_here=$1 ;;
  esac
  cd "$gwms_here" 2>/dev/null || {
    echo "Scripts directory ($gwms_here) not found. Skipping scripts processing." 1>&2
    return 0
  }
  gwms_here=$(pwd -P)
  for gwms_script in *; do
    cd "$gwms_here" || break
    case $gwms_script in *.ignore) continue ;; esac
    [ -e "$gwms_script" ] || continue
    if [ -x "$gwms_script" ]; then
      "./$gwms_script" "$gwms_config"
    else
      case $gwms_script in *.sh | *.source) . "./$gwms_script" ;; esac
    fi
  done
  cd "$gwms_old" || return 0
}

gwms_from_config() { # NAME [DEFAULT [FUNCTION]]
  gwms_value=
  [ -r "\${glidein_config:-}" ] && gwms_value=$(awk -v key="$1 " 'index($0, key) == 1 { value = substr($0, length(key) + 1) } END { print value }' "$glidein_config")
  [ -n "$gwms_value" ] || return 0
  if [ -n "\${3:-}" ]; then "$3" VALUE_PROVIDED "$gwms_value" "\${2:-}"; else echo "$gwms_value"; fi
}

add_to_path() { # DIRECTORY
  GWMS_PATH=$1\${GWMS_PATH:+:$GWMS_PATH}
  PATH=$1:$PATH
  export PATH GWMS_PATH
}
`;

/** A Python for scripts that name none; it finds modules in `.gwms.d/lib/python`. */
export const gwmsPython = `#!/bin/sh
# The Python that this node has.
here=$(cd "\${0%/*}/.." && pwd)
PYTHONPATH=\${PYTHONPATH:+$PYTHONPATH:}$here/lib/python
export PYTHONPATH
for python in python3 python python2; do
  command -v "$python" >/dev/null 2>&1 && exec "$python" "$@"
done
echo "gwms-python: no Python was found" 1>&2
exit 1
`;

/**
 * `condor_chirp` for scripts and jobs: HTCondor's own, and inside of a container, whose libraries it does not know, the
 * factory's in Python (its `htchirp` needs a function that Python 3.11 no longer has).
 */
export const chirpProgram = (own: string): string => `#!/bin/sh
# Talks to the machine that a job was submitted from.
[ -z "\${APPTAINER_CONTAINER:-}\${SINGULARITY_CONTAINER:-}" ] && [ -x '${own}' ] && exec '${own}' "$@"
exec "\${0%/*}/gwms-python" -c '
import inspect, runpy, sys
if not hasattr(inspect, "getargspec"):
    inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]
sys.argv[0] = "condor_chirp"
runpy.run_module("htchirp", run_name="__main__", alter_sys=True)
' "$@"
`;
