
# --- Arguments ---------------------------------------------------------------------------------------------------------
# The program reads them; the launcher only looks for what it needs before there is a program.

gs_command=
gs_classic=no
gs_hold=
gs_verbosity=std
gs_web=
gs_proxy=
gs_client_name=
gs_client_group=
gs_entry=
gs_factory=
gs_glidein_name=

is_classic() { [ "$gs_classic" = yes ]; }

read_arguments() {
  case ${1-} in
    -h | -V) ;;
    -v | -[a-z][a-z]*) gs_classic=yes ;;
  esac
  gs_hold=${GLIDEIN_Hold_Time-}
  gs_node=${GLIDEIN_NODE-}
  gs_cache_wish=${GLIDEIN_Runtime_Cache-}
  gs_shared=${GLIDEIN_Runtime_Dir-}
  gs_urls=${GLIDEIN_Runtime_URL-}
  gs_proxy_wish=${GLIDEIN_Runtime_Proxy-}
  gs_direct=${GLIDEIN_Proxy_Fallback-}
  gs_offline=${GLIDEIN_Offline-}
  if is_classic; then
    gs_command=run
    read_classic_arguments "$@"
  else
    read_own_arguments "$@"
  fi
}

read_own_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --hold) gs_hold=${2-} ;;
      --hold=*) gs_hold=${1#*=} ;;
      --offline) gs_offline=true ;;
      --set) read_setting "${2-}" ;;
      --set=*) read_setting "${1#--set=}" ;;
      -*) ;;
      *) gs_command=${gs_command:-$1} ;;
    esac
    shift
  done
}

# NAME=VALUE
read_setting() {
  case $1 in
    GLIDEIN_Hold_Time=*) gs_hold=${1#*=} ;;
    GLIDEIN_Runtime_Cache=*) gs_cache_wish=${1#*=} ;;
    GLIDEIN_Runtime_Dir=*) gs_shared=${1#*=} ;;
    GLIDEIN_Runtime_URL=*) gs_urls=${1#*=} ;;
    GLIDEIN_Runtime_Proxy=*) gs_proxy_wish=${1#*=} ;;
    GLIDEIN_Proxy_Fallback=*) gs_direct=${1#*=} ;;
    GLIDEIN_Offline=*) gs_offline=${1#*=} ;;
  esac
}

# Each has a value.
read_classic_arguments() {
  while [ $# -gt 1 ]; do
    case $1 in
      -v) gs_verbosity=$2 ;;
      -web) gs_web=$2 ;;
      -proxy) gs_proxy=$2 ;;
      -entry) gs_entry=$2 ;;
      -factory) gs_factory=$2 ;;
      -name) gs_glidein_name=$2 ;;
      -clientname) gs_client_name=$2 ;;
      -clientgroup) gs_client_group=$2 ;;
      -param_GLIDEIN_*) read_setting "${1#-param_}=$(unescape "$2")" ;;
    esac
    shift 2
  done
}

# A factory writes unsafe characters as words.
unescape() {
  printf '%s\n' "$1" | sed -e 's/\.nbsp,/ /g; s/\.colon,/:/g; s/\.tilde,/~/g; s/\.question,/?/g; s/\.minus,/-/g' \
    -e 's/\.plus,/+/g; s/\.eq,/=/g; s/\.amp,/\&/g; s/\.semicolon,/;/g; s/\.comma,/,/g; s/\.dot,/./g'
}

# The route for the download: a setting, what the factory says, what the environment says. Empty: none.
choose_proxy() {
  gs_web_proxy=$gs_proxy_wish
  if [ -z "$gs_web_proxy" ]; then
    case $gs_proxy in
      '' | None) ;;
      OSG) gs_web_proxy=${OSG_SQUID_LOCATION-} ;;
      *) gs_web_proxy=$gs_proxy ;;
    esac
  fi
  [ -n "$gs_web_proxy" ] || gs_web_proxy=${http_proxy:-${HTTP_PROXY-}}
  case $gs_web_proxy in
    '' | None | none | UNAVAILABLE) gs_web_proxy= ;;
    http://* | https://*) ;;
    *:*) gs_web_proxy=http://$gs_web_proxy ;;
    *) gs_web_proxy=http://$gs_web_proxy:3128 ;;
  esac
  gs_routes="$gs_web_proxy direct"
  case $gs_direct in
    [Ff]alse | FALSE | 0 | [Nn]o | NO) gs_routes=${gs_web_proxy:-direct} ;;
  esac
}
