url=$1 path=$2 agent=$3 proxy=$4
fail() { echo "$1" >&2; exit 1; }
for hop in 1 2 3 4 5; do
  [[ $url =~ ^http://([^/]+)(/.*)?$ ]] || fail "not http: $url"
  host=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]:-/}
  server=${proxy:-http://$host}
  server=${server#*://}
  server=${server%%/*}
  [[ $server =~ ^(.*):([0-9]+)$ ]] || server=$server:80
  exec 5<>"/dev/tcp/${server%:*}/${server##*:}" || fail "no connection to $server"
  [ -z "$proxy" ] || file=$url
  printf "GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: %s\r\nConnection: close\r\n\r\n" "$file" "$host" "$agent" >&5
  IFS= read -r -t 60 status <&5 || fail "no answer within 60 s"
  location= length=
  while IFS= read -r -t 60 line <&5; do
    line=${line%$(printf "\r")}
    [ -n "$line" ] || break
    case $line in
      [Ll]ocation:*) location=${line#*:} location=${location# } ;;
      [Cc]ontent-[Ll]ength:*) length=${line#*:} length=${length# } ;;
    esac
  done
  case $status in
    HTTP/*" 30"[12378]*) url=$location ; exec 5>&- ; continue ;;
    HTTP/*" 200"*) ;;
    *) fail "${status%$(printf "\r")}" ;;
  esac
  cat <&5 >"$path" || exit 1
  all=$(wc -c <"$path")
  [ -z "$length" ] || [ "$all" -eq "$length" ] || fail "it ended after $all of $length bytes"
  exit 0
done
fail "too many redirections"
