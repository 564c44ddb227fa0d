import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../../host/host.ts";

const limitMs = 60_000;
const largest = 4_194_304;
/** What a shell says of itself; ours are as they were. */
const ofTheShell = new Set(["PWD", "OLDPWD", "SHLVL", "_"]);

/**
 * What the site's set-up files make of the environment. They are written for a shell, so a shell reads them, once; a site
 * without them costs no process. `problem` says why they were passed over.
 */
export async function siteEnvironment(
  host: Host,
  directory: string,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly problem: string | null }> {
  const { env } = host;
  const files = [
    fileIn(env["OSG_GRID"], "setup.sh") ?? fileIn(env["GLITE_LOCAL_CUSTOMIZATION_DIR"], "cp_1.sh"),
    fileIn(env["GLOBUS_LOCATION"] ?? env["GLOBUS_PATH"], "etc/globus-user-env.sh"),
  ];
  const found = files.filter((file) => file !== null);
  if (found.length === 0) return { env, problem: null };
  const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
  const run = await host.command({
    argv: [shell, "-c", 'cd "$0"; for file; do . "$file" 1>&2 </dev/null; done; exec env -0', directory, ...found],
    env,
    timeoutMs: limitMs,
    maxBytes: largest,
  });
  if (!run.ok || run.value.status !== 0 || run.value.truncated)
    return {
      env,
      problem: `${found.join(", ")} could not be read: ${run.ok ? `status ${run.value.status ?? "?"}` : run.error.what}`,
    };
  const read = Object.fromEntries(
    run.value.stdout.split("\0").flatMap((entry) => {
      const equals = entry.indexOf("=");
      const name = entry.slice(0, Math.max(0, equals));
      return name === "" || ofTheShell.has(name) ? [] : [[name, entry.slice(equals + 1)]];
    }),
  );
  const kept = Object.entries(env).filter(([name]) => ofTheShell.has(name));
  return { env: { ...read, ...Object.fromEntries(kept) }, problem: null };
}

function fileIn(directory: string | undefined, name: string): string | null {
  if (directory === undefined || !directory.startsWith("/")) return null;
  const path = join(directory, name);
  return existsSync(path) ? path : null;
}
