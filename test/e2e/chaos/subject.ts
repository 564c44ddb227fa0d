// A glidein to be hit, of either kind, by what it says of itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkerNode } from "../../bed/index.ts";
import type { Rig } from "../rig/rig.ts";
import { type Factory, transferred } from "../rig/running-pilot.ts";

/** Moments of its life that both kinds tell of. */
export type Moment = "started" | "work-directory" | "master-started" | "startd-ready" | "waiting" | "master-exited";

export interface SubjectEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The exit status that its last words and documents say; null: it had no last words. */
  readonly told: readonly (number | null)[];
  readonly said: string;
}

export interface Subject {
  readonly node: WorkerNode;
  readonly pid: number;
  /** The bed's own process above it, which stops when it does. */
  readonly above: number;
  readonly saw: (moment: Moment) => Promise<unknown>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly end: () => Promise<SubjectEnd>;
  /** Names that may be left in the job's directory. */
  readonly mayStay: ReadonlySet<string>;
  /** Its status when HTCondor was lost. */
  readonly lost: number;
}

export async function startRun(rig: Rig): Promise<Subject> {
  const node = await rig.node();
  const glidein = await rig.start(node, {
    args: ["--cpus", "2", "--site", node.name, "--stop-timeout", "12", "--set", "GLIDEIN_Max_Idle=120"],
  });
  return {
    node,
    ...{ pid: glidein.program.pid, above: glidein.program.child.pid ?? 0 },
    saw: (moment) => glidein.saw(moment),
    signal: glidein.signal,
    end: async () => {
      const { status, signal, events, stderr } = await glidein.end();
      const last = events.at(-1);
      const told = [last?.event === "ended" ? Number(last["status"]) : null, reportedStatus(node)];
      return { status, signal, told, said: `${events.map((one) => JSON.stringify(one)).join("\n")}\n${stderr}` };
    },
    mayStay: new Set(["report.json"]),
    lost: 76,
  };
}

function reportedStatus(node: WorkerNode): number | null {
  try {
    const report = readFileSync(join(node.scratchDirectory, "job/report.json"), "utf8");
    return Number((JSON.parse(report) as { status: unknown }).status);
  } catch {
    return null;
  }
}

const words: Readonly<Record<Moment, RegExp>> = {
  started: /^Starting glidein/mu,
  // The node is looked at before there is one; what says so next is the first list.
  "work-directory": /^=== Last script starting/mu,
  "master-started": /^condor_master runs as process/mu,
  "startd-ready": /^ready after/mu,
  waiting: /^waits as a small program/mu,
  "master-exited": /^condor_master ended with/mu,
};

export async function startPilot(rig: Rig, factory: Factory): Promise<Subject> {
  const node = await rig.node({ condor: "none" }, null);
  const pilot = await factory.start(node, { parameters: { GLIDEIN_Stop_Timeout: "12", GLIDEIN_Max_Idle: "120" } });
  return {
    node,
    ...{ pid: pilot.program.pid, above: pilot.program.child.pid ?? 0 },
    saw: (moment) => pilot.saw(words[moment]),
    signal: pilot.signal,
    end: async () => {
      const { status, signal, stdout, long } = await pilot.end();
      const code = /^=== Glidein ending .* with code ([01]) after [0-9]+ ===$/mu.exec(stdout)?.[1];
      const result = /<\/operatingenvironment>[\s\S]*<status>(OK|ERROR)<\/status>/u.exec(long)?.[1];
      const told = [code === undefined ? null : Number(code), result === undefined ? null : result === "OK" ? 0 : 1];
      return { status, signal, told, said: pilot.said() };
    },
    mayStay: transferred,
    lost: 1,
  };
}
