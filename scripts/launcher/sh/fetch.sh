
# --- Download ----------------------------------------------------------------------------------------------------------
# Whatever can speak HTTP on this node. Nothing that comes is believed: it is bounded in size and time, and its digest is known.

gs_client_agent="glidein/$gs_version"

# Every URL through the web proxy, then, if that is allowed, every URL without it; into $gs_cache/.part.$$, unpacked.
download_runtime() {
  gs_network=unasked
  list_urls
  if [ -z "$gs_urls_all" ] && is_offline; then
    tried download 'nothing is downloaded, because GLIDEIN_Offline is set; a file: URL in GLIDEIN_Runtime_URL would be read'
    return 1
  fi
  if [ -z "$gs_urls_all" ]; then
    tried download 'no URL is known: GLIDEIN_Runtime_URL is not set, and this launcher was built without one'
    return 1
  fi
  gs_clients=$(http_clients)
  if [ -z "$gs_clients" ]; then
    tried download 'this node has no curl, wget, python, perl or bash, so nothing can fetch'
    return 1
  fi
  for gs_route in $gs_routes; do
    for gs_url in $gs_urls_all; do
      download_from "$gs_url" && return 0
      [ "$gs_write_failed" = yes ] && return 1
    done
  done
  return 1
}

is_offline() {
  case $gs_offline in
    [Tt]rue | TRUE | 1 | [Yy]es | YES | [Oo]n | ON) return 0 ;;
  esac
  return 1
}

# Blanks or commas between them; offline only those of files; then beside the manifest or the factory's staging area; then those of the release.
list_urls() {
  gs_urls_all=$(printf '%s\n' "$gs_urls" | tr ',' ' ')
  gs_beside=$(beside_manifest)
  gs_urls_all="$gs_urls_all${gs_beside:+ $gs_beside}${gs_web:+ $gs_web} $gs_default_urls"
  # shellcheck disable=SC2086 # words are URLs
  set -f -- $gs_urls_all
  set +f
  gs_urls_all=$*
  is_offline || return 0
  gs_urls_all=
  for gs_url in "$@"; do
    case $gs_url in file:*) gs_urls_all="$gs_urls_all${gs_urls_all:+ }$gs_url" ;; esac
  done
}

# The place of the manifest, as a URL without blanks.
beside_manifest() {
  gs_place=${gs_stage%%[?#]*}
  case $gs_place in
    # A password would be seen in the process list.
    *[[:space:]]* | *@*) ;;
    http://*/* | https://*/* | file:///*) echo "${gs_place%/*}" ;;
    /*) echo "file://${gs_place%/*}" ;;
  esac
}

download_from() {
  gs_write_failed=no
  for gs_packing in $(packings); do
    gs_file=$gs_cache/.fetched.$$
    case $1 in
      *.zst | *.xz | *.gz) case $1 in *".$gs_packing") gs_source=$1 ;; *) continue ;; esac ;;
      *) gs_source=${1%/}/$gs_runtime_name.$gs_packing ;;
    esac
    fetch "$gs_source" "$gs_file" || {
      # No such file is a reason to ask for the next form of it; no such server is not.
      case $gs_said in *404*) continue ;; *) return 1 ;; esac
    }
    unpack_fetched "$gs_source" "$gs_packing" && return 0
    [ "$gs_write_failed" = yes ] && return 1
  done
  return 1
}

# What can be unpacked here, the quickest first.
packings() {
  if has zstd; then echo zst; fi
  if has xz; then echo xz; fi
  echo gz
}

unpack_fetched() {
  gs_part=$gs_cache/.part.$$
  case $2 in
    zst) set -- "$1" zstd -d -q -c ;;
    xz) set -- "$1" xz -d -c ;;
    gz) if has gzip; then set -- "$1" gzip -d -c; else set -- "$1" gunzip -c; fi ;;
  esac
  gs_from=$1
  shift
  gs_said=
  run_limited 600 unpack_to "$gs_part" "$@"
  gs_unpacked=$?
  read_line "$gs_part.err" && gs_said=$gs_line
  rm -f "$gs_part.err"
  gs_got=$(wc -c <"$gs_part" 2>/dev/null)
  if [ "${gs_got:-0}" -eq "$gs_runtime_size" ]; then
    sha256_of "$gs_part"
    if [ "$gs_digest" = "$gs_runtime_sha256" ]; then
      rm -f "$gs_file"
      return 0
    fi
    if [ -z "$gs_digest" ]; then
      gs_said='no program here computes SHA-256 (sha256sum, shasum, openssl, busybox, python)'
    else
      gs_network=corrupt
      gs_said="its SHA-256 is $gs_digest, not $gs_runtime_sha256"
    fi
  elif is_full; then
    gs_write_failed=yes
    gs_said="the disk is full: $gs_cache"
  elif is_page "$gs_file"; then
    gs_network=corrupt
    gs_said='the server sent a web page instead (a login page, or an error of a proxy)'
  else
    gs_network=corrupt
    gs_said="it does not unpack to $gs_runtime_size bytes (${gs_got:-0}, status $gs_unpacked) ${gs_said:-}"
  fi
  rm -f "$gs_part" "$gs_file"
  tried "$gs_from" "$gs_said"
  return 1
}

# unpack_to FILE COMMAND...; a little more than it should be is enough to see that it is too much.
unpack_to() {
  gs_to=$1
  shift
  ulimit -f $((gs_runtime_size / 512 + 2048)) 2>/dev/null
  exec "$@" <"$gs_file" >"$gs_to" 2>"$gs_to.err"
}

is_page() {
  case $(dd if="$1" bs=64 count=1 2>/dev/null | tr -d '\000') in
    *'<'[!-]* | *'<!'*) return 0 ;;
    *) return 1 ;;
  esac
}

is_full() {
  gs_free=$(free_kib "$gs_cache")
  [ -n "$gs_free" ] && [ "$gs_free" -lt 1024 ]
}

free_kib() {
  # A long device name has a line of its own.
  set -- $(df -Pk "$1" 2>/dev/null | sed 1d)
  case ${4-} in
    '' | *[!0-9]*) ;;
    *) echo "$4" ;;
  esac
}

http_clients() {
  if has curl; then echo curl; fi
  if has wget; then echo wget; fi
  if has python3; then echo python3; fi
  if has python; then echo python; fi
  if has python2; then echo python2; fi
  if has perl; then echo perl; fi
  if has bash; then echo bash; fi
  if has busybox; then echo busybox; fi
}

# fetch URL FILE: with one client after the other until one brings a file. A reason is in gs_said.
fetch() {
  gs_said=
  case $1 in
    file://*)
      run_limited 600 copy_to "${1#file://}" "$2" && [ -s "$2" ] && return 0
      gs_said='it cannot be read'
      gs_network=failed
      tried "$1" "$gs_said"
      return 1
      ;;
    http://* | https://*) ;;
    *) tried "$1" 'not a URL that begins with http://, https:// or file://'; return 1 ;;
  esac
  [ "$gs_network" = unasked ] && gs_network=failed
  gs_reasons=
  gs_asked=0
  for gs_client in $gs_clients; do
    case $gs_client:$1 in
      perl:https:* | bash:https:*) continue ;;
    esac
    # A second opinion, because a client can be broken; not one of everybody, because a dead proxy takes its time.
    gs_asked=$((gs_asked + 1))
    [ "$gs_asked" -le 2 ] || break
    rm -f "$2" "$2.err"
    run_limited 900 fetch_with "$gs_client" "$1" "$2"
    gs_fetched=$?
    gs_said=
    read_line "$2.err" && gs_said=$(printf '%.200s' "$gs_line" | tr -dc ' -~')
    rm -f "$2.err"
    [ "$gs_fetched" = 0 ] && [ -s "$2" ] && return 0
    rm -f "$2"
    if is_full; then gs_write_failed=yes; gs_said='the disk is full'; fi
    if [ "$gs_fetched" = 137 ]; then gs_said='not done after 15 minutes'; fi
    gs_reasons="$gs_reasons${gs_reasons:+; }$gs_client: ${gs_said:-status $gs_fetched}"
    [ "$gs_write_failed" = yes ] && break
    # A server that has answered says the same to the next client.
    case $gs_said in *404* | *403*) break ;; esac
  done
  if [ -z "$gs_reasons" ]; then gs_reasons='https needs curl, wget or python on this node'; fi
  gs_said=$gs_reasons
  tried "$1${gs_route:+ ($(route_name))}" "$gs_reasons"
  return 1
}

route_name() {
  if [ "$gs_route" = direct ]; then echo direct; else echo "through $gs_route"; fi
}

copy_to() {
  ulimit -f $((gs_runtime_size / 512 + 2048)) 2>/dev/null
  exec cat "$1" >"$2" 2>/dev/null
}

# fetch_with CLIENT URL FILE: becomes the client. The compressed file is smaller than what it unpacks to.
fetch_with() {
  ulimit -f $((gs_runtime_size / 512)) 2>/dev/null
  exec 2>"$3.err"
  if [ "$gs_route" = direct ]; then
    unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
    gs_via=
  else
    http_proxy=$gs_route https_proxy=$gs_route
    unset no_proxy NO_PROXY all_proxy ALL_PROXY
    export http_proxy https_proxy
    gs_via=$gs_route
  fi
  case $1 in
    curl)
      exec curl -q -g -fsSL --connect-timeout 20 --speed-limit 1024 --speed-time 30 --max-redirs 5 -A "$gs_client_agent" -o "$3" "$2"
      ;;
    wget)
      case $(wget --version 2>/dev/null) in
        'GNU Wget'*) exec wget -nv -T 30 -t 2 -U "$gs_client_agent" -O "$3" "$2" ;;
        *) exec wget -q -U "$gs_client_agent" -O "$3" "$2" ;;
      esac
      ;;
    # Without a time-out: the option crashes the static build of Debian's; the whole has its time anyway.
    busybox) exec busybox wget -q -U "$gs_client_agent" -O "$3" "$2" ;;
    python*) exec "$1" -E -s -c "$gs_python_client" "$2" "$3" "$gs_client_agent" ;;
    perl) exec perl -e "$gs_perl_client" "$2" "$3" "$gs_client_agent" "$gs_via" ;;
    bash) exec bash --norc --noprofile -c "$gs_bash_client" bash "$2" "$3" "$gs_client_agent" "$gs_via" ;;
  esac
}

gs_python_client='@PYTHON_CLIENT@'

gs_perl_client='@PERL_CLIENT@'

gs_bash_client='@BASH_CLIENT@'
