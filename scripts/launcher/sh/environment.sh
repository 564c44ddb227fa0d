
# --- Environment -------------------------------------------------------------------------------------------------------
# What changes how a program loads or what a shell runs first reaches pilots from login profiles, modules and outer pilots.
# The originals go on as GLIDEIN_ORIGINAL_NAME, which the program takes for facts and for scripts that are promised them.

clean_environment() {
  gs_found_path=${PATH-}
  for gs_name in id ls sed tr rm mv date uname; do
    has "$gs_name" && continue
    PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
    break
  done
  # Before the first program is started, as far as a shell can do that alone.
  for gs_name in LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_DEBUG LD_BIND_NOW BASH_ENV ENV NODE_OPTIONS NODE_PATH; do
    set_aside "$gs_name"
  done
  # A value with a line break can look like a name; that name is then not set, or is one that we mean.
  for gs_name in $(export -p | sed -n "$gs_meddlers"); do
    case $gs_name in
      GLIDEIN_ORIGINAL_*) is_set_aside "$gs_name" || unset "$gs_name" ;;
      *) set_aside "$gs_name" ;;
    esac
  done
  unset IFS CDPATH
}

gs_meddlers='s/^export //
s/^declare -[a-zA-Z]* //
s/=.*//
/[^A-Za-z_0-9]/d
/^NODE_/p
/^LD_/p
/^PYTHON/p
/^PERL5/p
/^GCONV_PATH$/p
/^MALLOC_/p
/^OPENSSL_/p
/^SSLKEYLOGFILE$/p
/^UV_/p
/^GLIDEIN_ORIGINAL_/p'

gs_set_aside=' '
set_aside() {
  eval "gs_is_set=\${$1+yes}"
  [ "$gs_is_set" = yes ] || return 0
  eval "GLIDEIN_ORIGINAL_$1=\$$1; export GLIDEIN_ORIGINAL_$1; unset $1"
  gs_set_aside="${gs_set_aside}GLIDEIN_ORIGINAL_$1 "
}

# By us: those of an outer glidein are not ours.
is_set_aside() {
  case $gs_set_aside in *" $1 "*) ;; *) return 1 ;; esac
}

# For the program, which believes them only when the process id is its own.
hand_over_environment() {
  PATH=${gs_found_path:-/usr/local/bin:/usr/bin:/bin}
  GLIDEIN_LAUNCHED=$$
  # Node raises its own limit of open files to the hard one; the jobs are to have this one.
  GLIDEIN_SOFT_NOFILE=$(ulimit -Sn)
  export PATH GLIDEIN_LAUNCHED GLIDEIN_SOFT_NOFILE
}
