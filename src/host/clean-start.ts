import { readFileSync } from "node:fs";

/**
 * Variables that change how a program loads, or what Node or a shell does before its script. They reach us from login
 * profiles, modules and outer pilots, and would reach whatever is started without an environment of its own.
 */
const meddlers =
  /^(?:NODE_.*|LD_.*|PYTHON.*|PERL5.*|MALLOC_.*|OPENSSL_.*|UV_.*|GCONV_PATH|SSLKEYLOGFILE|BASH_ENV|ENV|CDPATH|IFS)$/u;
const setAside = "GLIDEIN_ORIGINAL_";
/** The launcher's own, `PID` and a number: only of the process that it became is it true. */
const handedOver = ["GLIDEIN_LAUNCHED", "GLIDEIN_SOFT_NOFILE"];

/**
 * The environment as the batch system gave it, for facts and for scripts that are promised it; what meddles is taken out
 * of the process's own. The launcher has set it aside before as GLIDEIN_ORIGINAL_NAME; those of an outer glidein's
 * launcher are not ours and are dropped.
 */
export function takeEnvironment(own: NodeJS.ProcessEnv, pid: number): Readonly<Record<string, string>> {
  const launched = isLaunched(own, pid);
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || handedOver.includes(name)) continue;
    const original = name.startsWith(setAside) ? name.slice(setAside.length) : null;
    if (original === null) found[name] = value;
    else if (launched) found[original] = value;
    if (original !== null || meddlers.test(name)) delete own[name];
  }
  return found;
}

/**
 * The soft limit of open files that we were started with; null when nothing tells. Node raises its own before any of our
 * code runs, and what we start is to have what the batch system gave: the launcher's word, else what our parent has.
 */
export function softOpenFiles(own: NodeJS.ProcessEnv = process.env): number | null {
  const said = own["GLIDEIN_SOFT_NOFILE"] ?? "";
  if (isLaunched(own, process.pid) && /^[0-9]{1,10}$/u.test(said)) return Number(said);
  try {
    const match = /^Max open files\s+([0-9]+)/mu.exec(readFileSync(`/proc/${process.ppid}/limits`, "utf8"));
    return match?.[1] === undefined ? null : Number(match[1]);
  } catch {
    return null;
  }
}

const isLaunched = (own: NodeJS.ProcessEnv, pid: number): boolean => own["GLIDEIN_LAUNCHED"] === String(pid);
