import { join } from "node:path";
import type { JobEnd, WorkSummary } from "../decide/work-summary.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Failure } from "../model/failure.ts";
import { redactSecrets } from "../parse/redact.ts";

/** What happened, in one document (`report.json`). Times are epoch seconds. */
export interface Report {
  readonly schema: "glidein.report/1";
  readonly name: string;
  readonly version: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  readonly reason: string;
  readonly failure: Failure | null;
  /** When each phase began. */
  readonly phases: Readonly<Record<string, number>>;
  readonly plan: unknown;
  readonly jobs: readonly JobRecord[];
  /** What became of the time; null when no slot was ever ready. */
  readonly time: WorkSummary | null;
  /** How often the startd was started again. */
  readonly restarts: number;
  /** Last lines of HTCondor's logs, by file name. */
  readonly logs: Readonly<Record<string, string>>;
  /** Whatever could not be removed. */
  readonly left: readonly string[];
}

export interface JobRecord extends JobEnd {
  readonly id: string;
  readonly owner: string | null;
}

const tailBytes = 4000;
const logFiles = ["MasterLog", "StartLog", "SharedPortLog", "ProcLog"];

/** Tails of the daemons' logs and of the starters', for a reader who cannot log in to the node. */
export async function collectLogs(host: Host, actor: Actor, log: string): Promise<Readonly<Record<string, string>>> {
  const names = await host.list(log);
  const wanted = (names.ok ? names.value : [])
    .filter((name) => logFiles.includes(name) || /^StarterLog\.slot[0-9_]+$/u.test(name))
    .slice(0, 20);
  return Object.fromEntries(
    wanted.map((name) => {
      const tail = actor.readTail(join(log, name), tailBytes);
      return [name, tail.ok ? redactSecrets(tail.value) : `(${tail.error.what})`];
    }),
  );
}

/** Writes the report where the caller wants it; a directory that cannot be written costs the report, not the run. */
export function writeReport(actor: Actor, path: string, report: Report): boolean {
  return actor.writeFile(path, redactSecrets(`${JSON.stringify(report, null, 2)}\n`), 0o644).ok;
}
