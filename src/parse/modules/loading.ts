import { err, ok, type Result } from "../../model/result.ts";

type Environment = Readonly<Record<string, string>>;

export interface Loading {
  /** Of each module in turn: how its `module load` ended; shorter than the list when the shell ended in between. */
  readonly statuses: readonly number[];
  readonly before: Environment;
  readonly after: Environment;
}

/*
 * Records end with NUL, which no variable's value can hold. A variable's record has an equals sign after its name; ours
 * begin with one, which no variable's does: so nothing that a module puts into the environment is taken for a mark.
 */
const mark = "=glidein";

/**
 * The shell's part. `$1` is the module system's own file (empty: the shell is a login shell, which has read it), the rest
 * are modules. Modules write where they like: what they print goes to stderr. `env` is found before they change PATH.
 */
export const loadingScript = `env=$(command -v env) || env=/usr/bin/env
exec 9>&1 1>&2 </dev/null
file=$1; shift
if [ -n "$file" ]; then . "$file"; fi
command -v module >/dev/null || { printf '${mark} none\\0' >&9; exit 0; }
printf '${mark} before\\0' >&9; "$env" -0 >&9
for one in "$@"; do
  printf '\\n${mark} module\\n' >&2
  module load "$one"; printf '${mark} status %d\\0' "$?" >&9
done
printf '\\n${mark} module\\n' >&2
printf '${mark} after\\0' >&9; "$env" -0 >&9 && printf '${mark} end\\0' >&9`;

/** How many modules a shell was through with when it was ended. */
export const loadedBefore = (output: string): number =>
  output.split("\0").filter((record) => record.startsWith(`${mark} status `)).length;

/** What was said while each module was loaded; before the first of them stands what set-up files said. */
export const saidOfModules = (stderr: string): readonly string[] => stderr.split(`\n${mark} module\n`).slice(1);

/** What the shell said; text before the first mark is a set-up file's that printed where it should not. */
export function parseLoading(output: string): Result<Loading, string> {
  const records = output.split("\0");
  const from = records.findIndex((record) => record.endsWith(`${mark} before`) || record.endsWith(`${mark} none`));
  const first = records[from];
  if (first === undefined) return err("its set-up file ended the shell");
  if (first.endsWith(" none")) return err("its set-up file defines no command `module`");
  const before: [string, string][] = [];
  const after: [string, string][] = [];
  const statuses: number[] = [];
  let place: "before" | "loading" | "after" | "end" = "before";
  for (const record of records.slice(from + 1)) {
    const status = new RegExp(`^${mark} status ([0-9]{1,3})$`, "u").exec(record)?.[1];
    if (status !== undefined) {
      place = "loading";
      statuses.push(Number(status));
    } else if (record === `${mark} after`) place = "after";
    else if (record === `${mark} end`) place = "end";
    else if (place === "before" || place === "after") {
      const equals = record.indexOf("=");
      if (equals > 0) (place === "before" ? before : after).push([record.slice(0, equals), record.slice(equals + 1)]);
    }
  }
  if (place === "end") return ok({ statuses, before: Object.fromEntries(before), after: Object.fromEntries(after) });
  return err(
    place === "after"
      ? "the environment could not be read after loading"
      : `the shell ended while module ${statuses.length + 1} was loaded`,
  );
}
