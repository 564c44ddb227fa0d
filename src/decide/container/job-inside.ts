/**
 * What runs first inside a job's container, by the image's own shell: it leaves the mark that the container started,
 * puts the environment right, runs the scripts before a job, and becomes the job. GlideinWMS does the same with
 * several thousand lines; an image may have Busybox only, so this is what every shell understands.
 */
export const jobInside = `#!/bin/sh
# Runs inside the container, before the job and as its parent program.
mark=/srv/.glidein
: > "$mark/started"
# Scripts before a job are written for Bash, where an image has it.
[ -d "$mark/prejob.d" ] && [ -z "\${BASH_VERSION:-}" ] && command -v bash >/dev/null 2>&1 && exec bash "$0" "$@"
HOME=/srv
export HOME
# Outside paths, or paths of a directory that is not here.
unset TMP TMPDIR TEMP TEMPDIR X509_CERT_DIR
for name in CONDOR_CONFIG X509_USER_PROXY X509_USER_CERT X509_USER_KEY; do
  eval "value=\\\${$name:-}"
  [ -n "$value" ] && [ ! -e "$value" ] && unset "$name"
done
[ -n "\${OSG_WN_TMP:-}" ] && OSG_WN_TMP=/tmp && export OSG_WN_TMP
[ -z "\${TZ:-}" ] && TZ=UTC && export TZ
[ -d /srv/.gwms.d/bin ] && PATH=/srv/.gwms.d/bin:$PATH && export PATH
for script in "$mark"/prejob.d/* /srv/.gwms.d/exec/prejob/*; do
  [ -f "$script" ] || continue
  case $script in
    *.sh) . "$script" ;;
    *) "$script" ;;
  esac
  status=$?
  if [ "$status" -ne 0 ]; then
    echo "the script \${script##*/} before the job ended with status $status" > "$mark/failed"
    exit "$status"
  fi
done
unset mark name value script status
exec "$@"
`;
