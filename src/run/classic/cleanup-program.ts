import { accessSync, constants, existsSync } from "node:fs";

type Argv = readonly [string, ...string[]];

/**
 * How something in the directory for the end is run: a program with the path of `glidein_config`; what is none, but a
 * shell's by its name, by a shell of its own. Null for anything else, and for names that end in `.ignore`.
 */
export function cleanupProgram(path: string, config: string): Argv | null {
  if (path.endsWith(".ignore")) return null;
  if (isProgram(path)) return [path, config];
  if (!/\.(?:sh|source)$/u.test(path)) return null;
  const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
  return [shell, "-c", 'cfg_file=$1 glidein_config=$1; . "$0"', path, config];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
