// A glidein that was started: its events as they come, and how it ended.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningProgram, WorkerNode } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";

/** One event as `run` writes it in a pipe. */
export interface SeenEvent {
  readonly event: string;
  readonly time: string;
  readonly [key: string]: unknown;
}

export interface GlideinEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly events: readonly SeenEvent[];
  readonly stderr: string;
  /** From the start of the program to its end. */
  readonly seconds: number;
}

export interface RunningGlidein {
  readonly program: RunningProgram;
  readonly events: readonly SeenEvent[];
  /** The first event of this name (that fits), now or later; an end of the glidein without it is an error. */
  readonly saw: (name: string, limitMs?: number, fits?: (event: SeenEvent) => boolean) => Promise<SeenEvent>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly end: (limitMs?: number) => Promise<GlideinEnd>;
}

export function watchGlidein(node: WorkerNode, program: RunningProgram): RunningGlidein {
  const started = performance.now();
  const events: SeenEvent[] = [];
  let rest = "";
  let stderr = "";
  let ended: GlideinEnd | undefined;
  program.child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  program.child.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) events.push(JSON.parse(line) as SeenEvent);
  });
  const closed = new Promise<void>((resolve) => {
    program.child.once("close", (status, signal) => {
      ended = { status, signal, events, stderr, seconds: (performance.now() - started) / 1000 };
      resolve();
    });
  });
  const story = (): string => `${events.map((event) => JSON.stringify(event)).join("\n")}\n${stderr}`;
  return {
    program,
    events,
    saw: (name, limitMs = patience, fits = () => true) =>
      waitFor(
        `the event ${name}`,
        limitMs,
        () => {
          const found = events.find((one) => one.event === name && fits(one));
          if (found === undefined && ended !== undefined)
            throw new Error(`${node.name}: ended with ${String(ended.status)} without ${name}:\n${story()}`);
          return found;
        },
        { everyMs: 30, whyNot: story },
      ),
    signal: (name) => program.signal(name),
    end: async (limitMs = patience) => {
      await Promise.race([closed, waitFor("the glidein's end", limitMs, () => ended, { whyNot: story })]);
      if (ended === undefined) throw new Error("unreachable");
      return ended;
    },
  };
}

export interface SeenReport {
  readonly [key: string]: unknown;
}

export function reportOf(node: WorkerNode): SeenReport {
  return JSON.parse(readFileSync(join(node.scratchDirectory, "job/report.json"), "utf8")) as SeenReport;
}
