/** The part of the job wrapper that is the same on every node. POSIX shell, with awk, cp and mkdir of the node. */
export const bodyOfJobWrapper = `
base=\${0%/*}
work=.glidein
own_tmp=
# The variable is changed below to what it is called inside.
job_ad=\${_CONDOR_JOB_AD:-}
set -f

# A failing container is told to HTCondor, which puts the job back into the queue, and is never the job's own result.
fail() { # STATUS, SENTENCE
  echo "glidein job wrapper: $2" >&2
  [ -n "\${_CONDOR_WRAPPER_ERROR_FILE:-}" ] && echo "glidein job wrapper: $2" >> "$_CONDOR_WRAPPER_ERROR_FILE"
  clean_up
  exit "$1"
}

clean_up() {
  rm -rf "$work"
  [ -n "$own_tmp" ] || return 0
  chmod -R u+rwX "$own_tmp" 2>/dev/null
  rm -rf "$own_tmp"
}

job_attribute() { # NAME: its value without quotes; nothing when the job has none
  [ -r "$job_ad" ] || return 0
  awk -v name="$1" '
    { at = index($0, "="); if (at == 0) next
      key = substr($0, 1, at - 1); gsub(/[ \\t]/, "", key); if (tolower(key) != tolower(name)) next
      value = substr($0, at + 1); sub(/^[ \\t]+/, "", value); sub(/[ \\t\\r]+$/, "", value)
      if (value ~ /^".*"$/) { value = substr(value, 2, length(value) - 2); gsub(/\\\\"/, "\\"", value) }
      else if (tolower(value) == "undefined") value = ""
      print value; exit }' "$job_ad"
}

is_there() { # PATH: with a limit, because a network file system may hang
  if command -v timeout >/dev/null 2>&1; then timeout 60 test -e "$1"; else test -e "$1"; fi
}

run_plain() {
  rm -rf "$work"
  gate_path=$PATH
  set +f
  for script in "$base"/prejob.d/*; do
    [ -f "$script" ] || continue
    case $script in
      *.sh) . "$script" ;;
      *) "$script" ;;
    esac || fail "$?" "the script \${script##*/} before the job ended with status $?"
  done
  # What the gate put aside is the job's own affair now, unless a script before the job has said otherwise.
  for name in $(env | sed -n 's/^GLIDEIN_JOB_\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
    eval "value=\\$GLIDEIN_JOB_$name; unset GLIDEIN_JOB_$name; now=\\\${$name-}"
    case $name in
      IFS | PS4) now= ;; # every shell has these
      PATH) [ "$now" = "$gate_path" ] && now= ;;
    esac
    [ -n "$now" ] || eval "$name=\\$value; export $name"
  done
  [ -x "$base/plain-job" ] && exec "$base/plain-job" "$@"
  exec "$@"
}

# The image: the job's own, or that of a platform it takes.
image=$(job_attribute SingularityImage)
asked=$image
if [ -z "$image" ]; then
  [ "$jobs" = on-request ] && run_plain "$@"
  [ "$jobs" = with-image ] && [ "$(job_attribute SingularityAutoLoad)" = 0 ] && run_plain "$@"
  platforms=$(job_attribute REQUIRED_OS)
  old_ifs=$IFS
  IFS=', '
  for platform in \${platforms:-any}; do
    [ "$platform" = any ] && image=\${default_image:-$any_image} || image_of "$platform"
    [ -n "$image" ] && break
  done
  IFS=$old_ifs
  if [ -z "$image" ]; then
    [ "$jobs" = every ] || run_plain "$@"
    fail 1 "the job names no image, and there is none for \${platforms:-any} here"
  fi
fi
case $image in
  *://*)
    case $image in file://*) image=\${image#file://} ;; esac
    ;;
esac
case $image in
  *://*) [ "$remote_images" = yes ] || fail 1 "remote images are not allowed here: $image" ;;
  *)
    case $image in /cvmfs/*) image=$cvmfs_mount\${image#/cvmfs} ;; esac
    if ! is_there "$image"; then
      [ -z "$asked" ] && [ "$jobs" = with-image ] && run_plain "$@"
      fail 1 "the image is not there: $image"
    fi
    if [ -d "$image" ]; then
      # The name of an image on CVMFS is a link that changes while the job runs.
      [ -L "$image" ] && image=$(cd "$image" && pwd -P)
      [ -e "$image/bin/sh" ] || [ -L "$image/bin/sh" ] || [ -L "$image/bin" ] || fail 1 "the image has no /bin/sh: $image"
    elif [ ! -f "$image" ]; then
      # A runtime would wait for ever for somebody to write into a FIFO.
      fail 1 "the image is neither a directory nor a file: $image"
    fi
    ;;
esac

# What is needed inside, in a directory that HTCondor does not send back.
rm -rf "$work"
mkdir "$work" && cp "$base/job-inside" "$work/inside" && chmod 755 "$work/inside" || fail 1 "the job's directory cannot be written"
[ -d "$base/prejob.d" ] && cp -R "$base/prejob.d" "$work/prejob.d"
outside=$(pwd -P)
for name in _CONDOR_JOB_AD _CONDOR_MACHINE_AD; do
  eval "value=\\\${$name:-}"
  case $value in
    '' | "$outside"/* | "$PWD"/*) ;;
    *) [ -r "$value" ] && cp "$value" "$work/$name" && eval "$name=\\$outside/\\$work/\\$name" && export "\${name?}" ;;
  esac
done
own_tmp=$base/container/tmp.$$
mkdir -p "$own_tmp"
GLIDEIN_CONTAINER_TMP=$$
export GLIDEIN_CONTAINER_TMP

# /srv is what the job's directory is called inside.
change_path() { # TEXT: sets changed
  changed=$1
  for from in "$outside" "$PWD" "\${_CONDOR_SCRATCH_DIR:-}" "\${_CONDOR_JOB_IWD:-}"; do
    case $from in /?*) ;; *) continue ;; esac
    case $1 in
      "$from") changed=/srv; return ;;
      "$from"/*) changed=/srv\${1#"$from"}; return ;;
      *="$from") changed=\${1%"$from"}/srv; return ;;
      *="$from"/*) changed=\${1%%="$from"/*}=/srv/\${1#*="$from"/}; return ;;
    esac
  done
}
count=$#
while [ "$count" -gt 0 ]; do
  change_path "$1"
  shift
  set -- "$@" "$changed"
  count=$((count - 1))
done
# All of them are changed before any is set, because two of them say what is to be changed.
for name in $path_variables; do
  eval "value=\\\${$name:-}"
  [ -n "$value" ] || continue
  change_path "$value"
  eval "changed_$name=\\$changed"
done
for name in $path_variables; do
  eval "value=\\\${changed_$name:-}"
  [ -n "$value" ] && eval "$name=\\$value" && export "\${name?}"
  unset "changed_$name"
done

# The environment: what the job set, without what belongs to the node.
for name in $cleared; do unset "$name"; done
for name in PATH LD_LIBRARY_PATH LD_PRELOAD PYTHONPATH; do
  # The gate put them aside, but for the last.
  eval "value=\\\${GLIDEIN_JOB_$name:-}"
  [ "$name" = PYTHONPATH ] && value=\${PYTHONPATH:-}
  [ -n "$value" ] || continue
  if [ "$clear_paths" = yes ]; then
    eval "GWMS_OLDENV_$name=\\$value" && export "GWMS_OLDENV_$name"
  elif [ "$name" != PATH ] && [ "$name" != PYTHONPATH ]; then
    eval "APPTAINERENV_$name=\\$value SINGULARITYENV_$name=\\$value" && export "APPTAINERENV_$name" "SINGULARITYENV_$name"
  fi
done
[ "$clear_paths" = yes ] && unset PYTHONPATH
if [ "$clear_all" = yes ]; then
  [ "$keep_condor" = yes ] && kept="$kept $(env | sed -n 's/^\\(_CONDOR_[A-Za-z0-9_]*\\)=.*/\\1/p')"
  [ "$keep_condor" = yes ] && kept="$kept $(job_attribute Environment | tr ' ' '\\n' | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p')"
  for name in $kept; do
    eval "value=\\\${$name:-}"
    [ -n "$value" ] && eval "APPTAINERENV_$name=\\$value SINGULARITYENV_$name=\\$value" && export "APPTAINERENV_$name" "SINGULARITYENV_$name"
  done
fi

# The call, put before the job's own words.
set -- "$image" /srv/$work/inside "$@"
for bind in $binds; do
  [ -e "\${bind%%:*}" ] || continue
  target=\${bind#*:}
  if [ "\${target%%:*}" = /cvmfs ] && [ "$(job_attribute SingularityBindCVMFS)" = 0 ]; then
    case $image in "$cvmfs_mount"/*) ;; *) continue ;; esac
  fi
  set -- --bind "$bind" "$@"
done
gpus=\${_CONDOR_AssignedGPUs:-}
[ "$gpus" = 10000 ] && gpus= # HTCondor's word for none
[ "$(job_attribute GPU_USE)" = 1 ] && gpus=yes
if [ -n "$gpus" ]; then
  if [ -e /dev/nvidiactl ]; then set -- --nv "$@"; elif [ -e /dev/kfd ]; then set -- --rocm "$@"; fi
fi
[ "$clear_all" = yes ] && set -- --cleanenv "$@"
[ "$pid_namespace" = yes ] && set -- --pid "$@"
set -- --home "$outside:/srv" --pwd /srv --ipc --contain "$@"

# In the background, so that signals are passed on and the end is seen; its standard input would else be /dev/null.
signalled=
exec 3<&0
become_runtime "$@" <&3 3<&- &
child=$!
for signal in TERM INT HUP QUIT USR1 USR2; do
  trap "signalled=$signal; kill -$signal $child 2>/dev/null" "$signal"
done
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || break
done
# Only whether the marks are there: what is in them is the job's, and may lead to a file of the pilot's.
[ -e "$work/failed" ] || [ -L "$work/failed" ] && fail "$status" "a script before the job failed (status $status); its name is in the job's standard error"
if [ ! -e "$work/started" ] && [ -z "$signalled" ]; then
  [ "$status" -eq 0 ] && status=1
  fail "$status" "the container did not start (status $status) with the image $image; the runtime's words are in the job's standard error"
fi
clean_up
exit "$status"
`;
