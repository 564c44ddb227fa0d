
# --- When nothing can run ------------------------------------------------------------------------------------------------
# A program that fails in a millisecond eats the queue, so the node is held for a bounded time, and the factory is told.

refuse() {
  gs_status=71
  gs_class=WN_Resource
  case ${gs_network-} in
    failed) gs_class=Network ;;
    corrupt) gs_class=Corruption ;;
  esac
  is_classic && gs_status=1
  gs_detail="glidein cannot start on $(uname -n): $1
What was tried:
${gs_tried:-  nothing
}What the site can do:
$(advise)"
  printf '%s\n' "$gs_detail" >&2
  if [ "$gs_command" = run ]; then
    report_result
    hold_node
  fi
  end_with "$gs_status"
}

advise() {
  if [ "$gs_noexec" = yes ]; then echo '  - give pilots a local directory in which programs can be run (GLIDEIN_Runtime_Cache, TMPDIR)'; fi
  if [ "$gs_full" = yes ]; then echo '  - make room in /var/tmp or /tmp, or set GLIDEIN_Runtime_Cache'; fi
  case ${gs_network-} in
    failed) echo '  - let the node reach one of the URLs above, through a web proxy (GLIDEIN_Runtime_Proxy) or directly' ;;
    corrupt) echo '  - look at what the web proxy or the server sends for the URLs above' ;;
  esac
  if [ -n "$gs_advice_library" ]; then echo "  - install $gs_advice_library (libstdc++6 on Debian, libstdc++ on Red Hat)"; fi
  case ${gs_limit_memory-} in
    '' | unlimited) ;;
    *) echo '  - lift the limit of address space (ulimit -v): limit memory with a cgroup instead' ;;
  esac
  if [ "$gs_glibc_is_bad" = yes ]; then echo '  - send pilots to nodes (or into containers) with glibc 2.28 or newer'; fi
  echo '  - install Node 24, or name one with GLIDEIN_NODE or GLIDEIN_Runtime_Dir; or use the single executable of the release'
}

# The documents that GlideinWMS's factories read: plain on standard output, encoded on standard error.
report_result() {
  gs_now=$(date +%s)
  gs_document=$(result_document)
  printf '\n=== XML description of glidein activity ===\n%s\n=== End XML description of glidein activity ===\n\n' "$gs_document"
  if has gzip && has base64; then
    {
      printf '\n=== Encoded XML description of glidein activity ===\nbegin-base64 644 -\n'
      printf '%s\n' "$gs_document" | gzip -c | base64
      printf '====\n=== End encoded XML description of glidein activity ===\n'
    } >&2
  fi
}

result_document() {
  cat <<GLIDEIN_RESULT
<?xml version="1.0"?>
<OSGTestResult id="glidein_startup.sh" version="4.3.1">
  <operatingenvironment>
    <env name="client_name">$(as_xml "$gs_client_name")</env>
    <env name="client_group">$(as_xml "$gs_client_group")</env>
    <env name="user">$(as_xml "$(id -un 2>/dev/null | head -n 1)")</env>
    <env name="arch">$(as_xml "$gs_machine")</env>
    <env name="os">$(as_xml "$(os_name)")</env>
    <env name="hostname">$(as_xml "$(uname -n)")</env>
    <env name="cwd">$(as_xml "$(pwd)")</env>
    <env name="glidein_factory">$(as_xml "$gs_factory")</env>
    <env name="glidein_name">$(as_xml "$gs_glidein_name")</env>
    <env name="glidein_entry">$(as_xml "$gs_entry")</env>
  </operatingenvironment>
  <test>
    <tStart>$(xml_time "$gs_started")</tStart>
    <tEnd>$(xml_time "$gs_now")</tEnd>
  </test>
  <result>
    <status>ERROR</status>
    <metric name="TestID" ts="$(xml_time "$gs_now")" uri="local">main/launcher</metric>
    <metric name="failure" ts="$(xml_time "$gs_now")" uri="local">$gs_class</metric>
  </result>
  <detail>
    Validation failed in main/launcher.
$(as_xml "$gs_detail" | sed 's/^/    /')
  </detail>
</OSGTestResult>
GLIDEIN_RESULT
}

as_xml() {
  printf '%s\n' "$1" | LC_ALL=C tr -dc '\n\t -~' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

# Of an epoch time; the date of busybox knows another form of the option.
xml_time() {
  date -u -d "@$1" +%Y-%m-%dT%H:%M:%S+00:00 2>/dev/null || date -u +%Y-%m-%dT%H:%M:%S+00:00
}

os_name() {
  if read_line /etc/redhat-release; then
    echo "$gs_line"
  else
    sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\).*/\1/p' /etc/os-release 2>/dev/null
  fi
}

say_ending() {
  gs_now=$(date +%s)
  printf '\n=== Glidein ending %s (%s) with code %s after %s ===\n' "$(date)" "$gs_now" "$1" "$((gs_now - gs_started))"
}

# Sleeps for as long as the failure is to keep the next pilot away; a signal ends it at once.
hold_node() {
  gs_wish=$(hold_seconds)
  [ "$gs_wish" -gt 0 ] || return 0
  say "holding the node for $gs_wish s, so that it does not draw the next pilot at once (signals end it)"
  sleep "$gs_wish" >/dev/null 2>&1 &
  await $!
}

hold_seconds() {
  gs_seconds=$(as_seconds "$gs_hold")
  if [ -z "$gs_seconds" ]; then
    gs_seconds=1200
    if is_classic; then
      case $gs_verbosity in fast | check) gs_seconds=150 ;; *) gs_seconds=1199 ;; esac
    fi
    if [ "$gs_on_terminal" = yes ]; then gs_seconds=0; fi
  fi
  slot_ends | {
    while IFS= read -r gs_end; do
      gs_left=$((gs_end - $(date +%s)))
      if [ "$gs_left" -lt 0 ]; then gs_left=0; fi
      if [ "$gs_left" -lt "$gs_seconds" ]; then gs_seconds=$gs_left; fi
    done
    echo "$gs_seconds"
  }
}

# Epoch times at which the slot may be gone, as far as they can be known without a program: what the batch system and the
# site's Machine/Job Features say, and lengths counted from now, because a launcher starts with its job.
slot_ends() {
  is_time "${SLURM_JOB_END_TIME-}" && echo "$SLURM_JOB_END_TIME"
  for gs_length in "$(as_seconds "$gs_walltime")" "${PBS_WALLTIME-}"; do
    is_time "$gs_length" && echo $((gs_started + gs_length))
  done
  for gs_key in "${JOBFEATURES-}/shutdowntime_job" "${MACHINEFEATURES-}/shutdowntime"; do
    case $gs_key in //* | /shutdown*) continue ;; /*) ;; *) continue ;; esac
    # A network file system may not answer.
    gs_line=$(run_limited 5 head -c 20 "$gs_key" 2>/dev/null)
    is_time "$gs_line" && echo "$gs_line"
  done
}

# Digits, none too many to count with, no zero in front that would make them octal.
is_time() {
  case $1 in '' | 0* | *[!0-9]* | ????????????*) return 1 ;; esac
}

# 90, 90s, 15m, 4h; empty when it is none of them.
as_seconds() {
  gs_number=${1%[smhd]}
  case $gs_number in '' | *[!0-9]* | ???????*) return ;; esac
  # No leading zero, which would make it octal.
  gs_number=$(printf '%s' "$gs_number" | sed 's/^0*//')
  case $1 in
    *m) echo $((${gs_number:-0} * 60)) ;;
    *h) echo $((${gs_number:-0} * 3600)) ;;
    *d) echo $((${gs_number:-0} * 86400)) ;;
    *) echo "${gs_number:-0}" ;;
  esac
}
