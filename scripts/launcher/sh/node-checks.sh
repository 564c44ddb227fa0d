
# --- What the runtime needs of the node ----------------------------------------------------------------------------------

gs_noexec=no
gs_glibc_is_bad=no

# Whether a download can be of use; everything that is missing is said at once.
node_can_run_it() {
  gs_can=yes
  case $gs_kernel in Linux*) ;; *) cannot kernel "$gs_kernel is not Linux" ;; esac
  if [ -z "$gs_runtime_name" ]; then
    cannot processor "there is no runtime for $gs_machine in this launcher"
    return 1
  fi
  case $gs_arch in
    x64) gs_loader=/lib64/ld-linux-x86-64.so.2 ;;
    *) gs_loader=/lib/ld-linux-aarch64.so.1 ;;
  esac
  gs_glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>/dev/null | sed -n '1s/.* /glibc /p')
  gs_glibc=${gs_glibc##* }
  if [ ! -e "$gs_loader" ]; then
    set -- /lib/ld-musl-*
    gs_glibc_is_bad=yes
    if [ -e "$1" ]; then cannot libc 'the C library is musl; the runtime needs glibc 2.28 or newer'
    else cannot libc "there is no glibc for this processor ($gs_loader)"; fi
  else
    case $gs_glibc in
      1.* | 2.? | 2.1? | 2.2[0-7])
        gs_glibc_is_bad=yes
        cannot libc "glibc $gs_glibc is older than 2.28"
        ;;
    esac
  fi
  gs_limit_memory=$(ulimit -v 2>/dev/null)
  case $gs_limit_memory in
    '' | unlimited) ;;
    *) [ "$gs_limit_memory" -ge 1310720 ] || cannot 'address space' "the limit is $((gs_limit_memory / 1024)) MiB (ulimit -v); Node needs 1280" ;;
  esac
  gs_limit_file=$(ulimit -f 2>/dev/null)
  case $gs_limit_file in
    '' | unlimited) ;;
    *) [ "$gs_limit_file" -ge $((gs_runtime_size / 512)) ] || cannot 'file size' "the limit is $gs_limit_file blocks (ulimit -f); the runtime has $gs_runtime_size bytes" ;;
  esac
  gs_limit_processes=$(ulimit -u 2>/dev/null || ulimit -p 2>/dev/null)
  case $gs_limit_processes in
    '' | unlimited) ;;
    *) [ "$gs_limit_processes" -ge 32 ] || cannot processes "the limit is $gs_limit_processes (ulimit -u); Node alone has 7 threads" ;;
  esac
  [ "$gs_can" = yes ]
}

cannot() {
  gs_can=no
  tried "$1" "$2"
}

# The compressed and the unpacked file are there at the same time.
has_room() {
  gs_free=$(free_kib "$gs_cache")
  gs_need=$((gs_runtime_size / 1024 * 3 / 2))
  [ -n "$gs_free" ] && [ "$gs_free" -lt "$gs_need" ] || return 0
  gs_full=yes
  tried "cache $gs_cache" "$((gs_free / 1024)) MiB are free; $((gs_need / 1024)) are needed"
  return 1
}
gs_full=no
