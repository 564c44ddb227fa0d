import { shellWord } from "../../parse/shell-word.ts";
import { controlPrefix } from "../../parse/submit/control-line.ts";
import { commandsOf, type SubmitSystem, submitSystems } from "./systems.ts";

// What runs on the far side: POSIX shell, below an account of which nothing is known. The login shell may be any; it is only
// asked to become /bin/sh. Nothing of a script is secret, and a secret comes on standard input only.

/**
 * The command for ssh, the same for every script: the first line of its input is the script in base64. It is in single quotes
 * and has neither an exclamation mark nor a backslash, so that csh and fish read it as sh does.
 */
export const remoteCommand = `exec /bin/sh -c 'IFS= read -r s && eval "$(printf %s "$s" | base64 -d)"'`;

/** Quoted as one word; what cannot be written (NUL) is not there. */
const word = (text: string): string => {
  const quoted = shellWord(text);
  return quoted.ok ? quoted.value : "''";
};

/** Every script begins with this: nobody else reads what it makes, and what it says is told from what profiles say. */
const begin = (mark: string): string => `umask 077
say() { printf '%s %s\\n' ${word(controlPrefix(mark))} "$*"; }
fail() { say fail "$1" "$(printf %s "$2" | tr '\\n\\r' '  ' | cut -c1-600)"; exit 0; }
printf '\\n'
`;

/** A batch system's commands are often found by login shells alone. */
const findCommands = (program: string): string => `if ! command -v ${program} >/dev/null 2>&1; then
  p=$(/bin/sh -lc 'printf "\\n=%s\\n" "$PATH"' </dev/null 2>/dev/null | sed -n 's/^=//p' | tail -n 1)
  [ -z "$p" ] || PATH=$PATH:$p
fi
PATH=$PATH:/usr/local/bin:/opt/slurm/bin:/opt/pbs/bin:/usr/local/slurm/bin
export PATH
`;

export interface HelloScript {
  readonly mark: string;
  /** Directory for everything; null: below the home directory. */
  readonly directory: string | null;
  /** SHA-256 of the payload. */
  readonly payload: string;
  /** null: whichever is found. */
  readonly system: SubmitSystem | null;
}

/** Looks at the far side, and removes what has expired there. */
export const helloScript = ({ mark, directory, payload, system }: HelloScript): string => `${begin(mark)}
base=${directory === null ? '"${HOME:-}"/.glidein/submit' : word(directory)}
case $base in /.glidein/*) fail directory 'the account has no home directory';; /*) ;; *) fail directory "$base is not an absolute path";; esac
e=$(mkdir -p "$base/jobs" "$base/payload" 2>&1) || fail directory "$e"
e=$(chmod 700 "$base" 2>&1) || fail directory "$e"
e=$({ printf x > "$base/.try.$$" && rm -f "$base/.try.$$"; } 2>&1) || fail directory "$e"
say base "$base"
now=$(date +%s)
for d in "$base"/jobs/*; do
  [ -d "$d" ] && [ ! -h "$d" ] && [ -r "$d/expires" ] || continue
  read -r x < "$d/expires" || continue
  case $x in ''|*[!0-9]*) continue;; esac
  [ "$now" -gt "$x" ] && rm -rf "$d" && say cleaned "$d"
done
find "$base/payload" -mindepth 1 -maxdepth 1 -type d -mtime +90 ! -name ${payload} -exec rm -rf {} + 2>/dev/null
f=$base/payload/${payload}/glidein
if [ -x "$f" ] && [ "$(sha256sum "$f" 2>/dev/null | cut -c1-64)" = ${payload} ]; then touch "\${f%/*}"; say payload present; else say payload missing; fi
${(system === null ? submitSystems : [system]).map(seekSystem).join("")}
say host "$(uname -n)"
say done
`;

function seekSystem(system: SubmitSystem): string {
  const { program } = commandsOf(system);
  return `${findCommands(program)}command -v ${program} >/dev/null 2>&1 && say system ${system}\n`;
}

/** Takes the payload, compressed, from the rest of its input. */
export const payloadScript = (mark: string, base: string, sha256: string): string => `${begin(mark)}
d=${word(`${base}/payload/${sha256}`)}
e=$(mkdir -p "$d" 2>&1) || fail directory "$e"
t=$d/glidein.$$
trap 'rm -f "$t"' EXIT
e=$(gzip -dc 2>&1 > "$t") || fail copy "$e"
[ "$(sha256sum "$t" | cut -c1-64)" = ${sha256} ] || fail copy 'what arrived is not what was sent'
e=$({ chmod 700 "$t" && mv -f "$t" "$d/glidein"; } 2>&1) || fail copy "$e"
say stored
say done
`;

export interface SubmitScript {
  readonly mark: string;
  readonly system: SubmitSystem;
  /** Of this job; absolute, new. */
  readonly directory: string;
  /** Seconds after which the directory may be removed. */
  readonly keepSeconds: number;
  /** Bytes of the files on standard input, one after the other. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** Makes the job's directory, puts the files into it and submits. It is not stopped by a connection that breaks. */
export const submitScript = ({ mark, system, directory, keepSeconds, files }: SubmitScript): string =>
  `${begin(mark)}
trap '' HUP INT PIPE
d=${word(directory)}
e=$(mkdir "$d" 2>&1) || fail directory "$e"
gone() { rm -rf "$d"; fail "$1" "$2"; }
e=$({ echo $(($(date +%s) + ${Math.ceil(keepSeconds)})) > "$d/expires"; } 2>&1) || gone directory "$e"
${files
  .map(
    ({ name, bytes }) => `e=$({ head -c ${bytes} > "$d/${name}"; } 2>&1) || gone copy "$e"
[ "$(wc -c < "$d/${name}" | tr -d ' ')" = ${bytes} ] || gone copy '${name} did not arrive whole'
`,
  )
  .join("")}cd "$d" || gone directory 'the directory of the job cannot be entered'
${findCommands(commandsOf(system).program)}
out=$(${commandsOf(system).submit} 2> submit.err < /dev/null)
rc=$?
printf '%s\\n' "$out" > submitted
if [ $rc -ne 0 ]; then gone refused "status $rc: $(tail -n 5 submit.err) $out"; fi
say submitted "$(printf %s "$out" | tail -n 1)"
say done
`.replace("2> submit.err < /dev/null)", system === "lsf" ? "2> submit.err)" : "2> submit.err < /dev/null)");

export interface FollowScript {
  readonly mark: string;
  readonly system: SubmitSystem;
  readonly directory: string;
  readonly job: string;
  readonly everySeconds: number;
}

/** Says the job's state again and again, and what it wrote; ends when nobody listens any more. */
export const followScript = ({ mark, system, directory, job, everySeconds }: FollowScript): string => `${begin(mark)}
job=${word(job)}
cd ${word(directory)} 2>/dev/null
${findCommands(commandsOf(system).program)}
while :; do
  s=$(${commandsOf(system).state})
  say state "$s"
  for f in glidein*.out glidein.o*; do [ -f "$f" ] && say output "$(tail -c 6000 "$f" | base64 | tr -d '\\n')" && break; done
  sleep ${Math.max(1, Math.ceil(everySeconds))}
done
`;

export const cancelScript = (mark: string, system: SubmitSystem, job: string): string => `${begin(mark)}
job=${word(job)}
${findCommands(commandsOf(system).program)}
e=$(${commandsOf(system).cancel} 2>&1) || fail cancel "$e"
say cancelled "$job"
say done
`;

/** Removes what is secret of a job that has ended. */
export const forgetScript = (mark: string, directory: string): string => `${begin(mark)}
rm -f ${word(`${directory}/token`)} ${word(`${directory}/config.toml`)}
say done
`;
