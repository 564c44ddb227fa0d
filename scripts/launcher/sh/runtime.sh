
# --- Runtime -----------------------------------------------------------------------------------------------------------

# tried WHAT WHY: remembered for the one who has to find out.
tried() {
  gs_tried="$gs_tried  $1: $2
"
}
gs_tried=

find_platform() {
  gs_uid=$(id -u)
  # System, release of the kernel, processor.
  gs_kernel=$(uname -srm)
  gs_machine=${gs_kernel##* }
  case $gs_machine in
    x86_64 | amd64) gs_arch=x64 ;;
    aarch64 | arm64) gs_arch=arm64 ;;
    *) gs_arch=$gs_machine ;;
  esac
  if pinned_runtime "$gs_arch"; then
    gs_runtime_name=node-$gs_node_version-linux-$gs_arch-$(printf '%.12s' "$gs_runtime_sha256")
  else
    gs_runtime_name=
  fi
}

# Sets gs_runtime. In this order: what costs nothing first, and what somebody chose before what lies about.
choose_runtime() {
  if [ -n "$gs_node" ]; then
    case $gs_node in
      */*) ;;
      *) gs_node=$(command -v "$gs_node" || echo "$gs_node") ;;
    esac
    runs "$gs_node" "$gs_node (GLIDEIN_NODE)" && return 0
  fi
  use_cached && return 0
  use_path && return 0
  use_cvmfs && return 0
  use_shared && return 0
  install_runtime
}

use_cached() {
  gs_cached_node=
  gs_bad_print=none
  [ -n "$gs_runtime_name" ] || return 1
  gs_cached_node=$gs_cache/$gs_runtime_name
  [ -e "$gs_cached_node" ] || [ -L "$gs_cached_node" ] || return 1
  if ! has_digest "$gs_cached_node" "$gs_runtime_sha256"; then
    tried "$gs_cached_node" 'it was altered, cut short, or is not ours alone'
    # Left to be replaced: another may have put a good one in its place by now.
    gs_bad_print=$(fingerprint "$gs_cached_node")
    return 1
  fi
  : >"$gs_cached_node.used"
  runs_or_ran "$gs_cached_node" && return 0
  # It is the right one, so another download would be no better.
  gs_unfit=yes
  return 1
}
gs_unfit=no

# A trial costs as much as the start of Node; once is enough for a file, a kernel and a limit of memory.
runs_or_ran() {
  gs_trial="$gs_print $gs_kernel $(ulimit -v) $(ulimit -u 2>/dev/null)"
  if [ -f "$1.ran" ] && [ ! -L "$1.ran" ] && read_line "$1.ran" && [ "$gs_line" = "$gs_trial" ]; then
    gs_runtime=$1
    return 0
  fi
  runs "$1" "$1" && replace_file "$1.ran" "$gs_trial"
}

use_path() {
  gs_seen=no
  gs_rest=$gs_found_path:
  while [ -n "$gs_rest" ]; do
    gs_directory=${gs_rest%%:*}
    gs_rest=${gs_rest#*:}
    case $gs_directory in
      # Not what happens to lie in the directory where we were started.
      /*) ;;
      *) continue ;;
    esac
    for gs_candidate in "$gs_directory/node" "$gs_directory/nodejs"; do
      [ -f "$gs_candidate" ] && [ -x "$gs_candidate" ] || continue
      gs_seen=yes
      runs "$gs_candidate" "$gs_candidate (PATH)" && return 0
    done
  done
  [ "$gs_seen" = yes ] || tried PATH 'there is no node in it'
  return 1
}

# A repository that does not answer would hold us for minutes, so somebody else looks first.
use_cvmfs() {
  [ -d /cvmfs ] || [ -n "${GLIDEIN_Runtime_CVMFS-}" ] || return 1
  gs_list=$gs_cache/.cvmfs.$$
  run_limited 10 list_cvmfs >"$gs_list" 2>/dev/null
  while IFS= read -r gs_candidate; do
    runs "$gs_candidate" "$gs_candidate (CVMFS)" && return 0
  done <"$gs_list"
  return 1
}

list_cvmfs() {
  gs_os=$(uname -m)
  # shellcheck disable=SC2086 # words are patterns
  for gs_candidate in ${GLIDEIN_Runtime_CVMFS:-/cvmfs/software.eessi.io/versions/*/software/linux/$gs_os/generic/software/nodejs/*/bin/node}; do
    [ -x "$gs_candidate" ] && echo "$gs_candidate"
  done | sort -r | head -n 3
}

# An unpacked runtime, or the release's compressed one, in a directory of the site's.
use_shared() {
  [ -n "$gs_shared" ] || return 1
  gs_found=no
  for gs_candidate in "$gs_shared/$gs_runtime_name" "$gs_shared/bin/node" "$gs_shared/node"; do
    [ -f "$gs_candidate" ] && [ -x "$gs_candidate" ] || continue
    gs_found=yes
    runs "$gs_candidate" "$gs_candidate (GLIDEIN_Runtime_Dir)" && return 0
  done
  for gs_packing in zst xz gz; do
    [ -f "$gs_shared/$gs_runtime_name.$gs_packing" ] || continue
    gs_found=yes
    gs_urls="file://$gs_shared $gs_urls"
    break
  done
  [ "$gs_found" = yes ] || tried "$gs_shared (GLIDEIN_Runtime_Dir)" "there is no $gs_runtime_name, bin/node or node"
  return 1
}

# runs NODE NAME: it is new enough, knows our options, computes, and is the process that we started: a wrapper that starts
# another would come between us and our signals.
runs() {
  gs_out=$gs_cache/.trial.$$
  # shellcheck disable=SC2086 # words are options
  run_limited 10 "$1" --version >"$gs_out" 2>"$gs_out.err"
  gs_trial_status=$?
  read_line "$gs_out"
  case $gs_trial_status:$gs_line in
    0:v2[2-9].* | 0:v[3-9][0-9].*) ;;
    0:v[0-9]*) gs_line="Node $gs_line is too old; 22.14 or newer is needed"; gs_trial_status=old ;;
    0:*) gs_line='it is no Node'; gs_trial_status=other ;;
  esac
  if [ "$gs_trial_status" = 0 ]; then
    # shellcheck disable=SC2086 # words are options
    run_limited 20 "$1" $gs_node_flags -e "$gs_trial_program" >"$gs_out" 2>"$gs_out.err"
    gs_trial_status=$?
    gs_line=
    read_line "$gs_out"
    if [ "$gs_trial_status" = 0 ]; then
      case $gs_line in
        "glidein $gs_limited $gs_arch") gs_runtime=$1; rm -f "$gs_out" "$gs_out.err"; return 0 ;;
        "glidein $gs_limited "*) gs_line="it is for another processor (${gs_line##* })" ;;
        'glidein '*) gs_line='it is a wrapper that starts Node as another process' ;;
        *) gs_line=${gs_line:-it says nothing} ;;
      esac
    fi
  fi
  case $gs_trial_status in
    0 | old | other) ;;
    137) gs_line='it hangs' ;;
    *) gs_line=$(grep -v '^ *$' "$gs_out.err" 2>/dev/null | head -n 3 | tr -dc ' -~\n' | tr '\n' ' '; printf '(status %s)' "$gs_trial_status") ;;
  esac
  rm -f "$gs_out" "$gs_out.err"
  case $gs_line in
    *libstdc++*) gs_advice_library=libstdc++.so.6 ;;
    *libatomic*) gs_advice_library=libatomic.so.1 ;;
  esac
  tried "$2" "$gs_line"
  return 1
}
gs_advice_library=

gs_trial_program='const [a, b] = process.versions.node.split(".").map(Number);
if (a < 22 || (a === 22 && b < 14)) { console.log("Node " + process.version + " is too old; 22.14 or newer is needed"); process.exit(); }
require("node:crypto").createHash("sha256").update("glidein").digest("hex");
console.log("glidein " + process.pid + " " + process.arch);'

# Downloads into the first place that has room.
install_runtime() {
  [ "$gs_unfit" = no ] || return 1
  choose_proxy
  list_urls
  node_can_run_it || return 1
  while :; do
    if has_room; then
      install_here && return 0
      [ "${gs_write_failed-}" = yes ] || return 1
    fi
    clean_up
    open_cache || return 1
    use_cached && return 0
  done
}

install_here() {
  gs_cached_node=$gs_cache/$gs_runtime_name
  await_lock
  case $? in
    1)
      use_cached && return 0
      [ "$gs_unfit" = no ] || return 1
      ;;
    2)
      tried download 'another pilot of this account failed at the same just now'
      gs_network=failed
      return 1
      ;;
  esac
  if ! download_runtime; then
    # A place that is full is no reason for those who wait to give up: they, too, go elsewhere.
    [ "${gs_write_failed-}" = yes ] || replace_file "$gs_cache/failed" "$(date +%s) $gs_request"
    return 1
  fi
  # What goes wrong from here on, and what went wrong with other URLs, is not the network's fault.
  gs_network=arrived
  chmod 500 "$gs_cache/.part.$$"
  make_way "$gs_cached_node"
  mv -f "$gs_cache/.part.$$" "$gs_cached_node" || return 1
  sweep_cache
  release_lock
  use_cached
}
