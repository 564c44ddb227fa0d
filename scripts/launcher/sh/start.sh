#!/bin/sh
# glidein launcher @VERSION@ (@COMMIT@)
# Finds or fetches a Node for the program that is packed at the end, and becomes it. POSIX sh; it needs no curl, wget, xz,
# zstd or python, can be read from standard input, and be named glidein_startup.sh. How it works: docs/payload.md.
#
# Nothing but assignments and functions before the last lines, so that a file cut short does nothing. Names of ours begin
# with gs_: an assignment to a name that the environment has would change what the jobs see.

gs_version='@VERSION@'
gs_node_version='@NODE_VERSION@'
gs_node_flags='@NODE_FLAGS@'
gs_program_sha256='@PROGRAM_SHA256@'
gs_program_name='@PROGRAM_NAME@'
gs_default_urls='@DEFAULT_URLS@'

# Digest and size in bytes of the runtime that this launcher trusts, by processor.
pinned_runtime() {
  case $1 in
@RUNTIMES@
    *) return 1 ;;
  esac
}
