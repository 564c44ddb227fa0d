/** How a daemon ended, as condor_master writes it. */
const ended =
  /^.*\bThe STARTD \(pid [0-9]{1,10}\) (?:exited with status ([0-9]{1,10})(?: \(daemon will not restart automatically\))?|died due to signal ([0-9]{1,10})\b.*|was killed because .*)$/gmu;
const killSignal = 9;

/** The last end of the startd in a MasterLog, or in the tail of one; null when there is none. */
export function lastStartdEnd(log: string): { readonly status: number } | { readonly signal: number } | null {
  const last = [...log.matchAll(ended)].at(-1);
  if (last === undefined) return null;
  const [, status, signal] = last;
  if (status !== undefined) return { status: Number(status) };
  return { signal: signal === undefined ? killSignal : Number(signal) };
}

const started = /^.*\bStarted DaemonCore process "[^"\n]*condor_startd"/gmu;

/** How often a startd was started, in a MasterLog or in the tail of one. */
export const startdStarts = (log: string): number => log.match(started)?.length ?? 0;
