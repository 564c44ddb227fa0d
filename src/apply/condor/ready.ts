import type { Host } from "../../host/host.ts";
import type { Emit, EndReason } from "../../model/event.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

export interface ReadyRequest {
  readonly host: Host;
  readonly condor: CondorInstallation;
  readonly name: string;
  /** How many slots the plan has. */
  readonly slots: number;
  readonly timeoutMs: number;
  readonly collector: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The last lines of HTCondor's logs, for the failure. */
  readonly logTail: () => string;
}

const firstPauseMs = 700;
const longestPauseMs = 5000;

/**
 * Waits until the collector has every slot of ours, with an address: a startd whose shared port failed is listed
 * too, and can never be claimed. The question is asked with our own credential, so the answer is the pool's.
 */
export async function waitUntilReady(
  request: ReadyRequest,
): Promise<{ readonly slots: readonly string[] } | EndReason> {
  const started = performance.now();
  let pause = firstPauseMs;
  let problem = "the collector has no ad of it";
  for (;;) {
    const left = request.timeoutMs - (performance.now() - started);
    if (left <= 0) break;
    const asked = await condorTool(
      request.host,
      request.condor,
      "condor_status",
      ["-constraint", `split(Name, "@")[1] =?= "${request.name}"`, "-af:t", "Name", "MyAddress", "SlotBrokenReason"],
      Math.max(1000, Math.min(left, 20_000)),
    );
    if (request.signal.aborted) return { kind: "drained", why: "stopped while waiting" };
    if (asked.ok && asked.value.status === 0) {
      const rows = asked.value.stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")]));
      const usable = rows.filter(([, address]) => address !== undefined && address !== "undefined");
      const broken = rows.find(([, , reason]) => reason !== undefined && reason !== "undefined");
      if (usable.length >= request.slots && broken === undefined) return { slots: usable.map(([slot]) => slot ?? "") };
      if (broken !== undefined) problem = `slot ${broken[0] ?? ""} is broken: ${broken[2] ?? ""}`;
      else if (rows.length > 0)
        problem = `${usable.length} of ${request.slots} slots are in the collector with an address`;
    } else if (asked.ok)
      problem = `condor_status: ${lastLine(asked.value.stderr) || (asked.value.timedOut ? "timed out" : "failed")}`;
    request.emit({
      event: "waiting-for-ad",
      seconds: Math.round((performance.now() - started) / 1000),
      collector: request.collector,
    });
    await sleep(Math.min(pause, left), request.signal);
    if (request.signal.aborted) return { kind: "drained", why: "stopped while waiting" };
    pause = Math.min(pause * 1.5, longestPauseMs);
  }
  return {
    kind: "failed",
    failure: {
      code: "STARTD_NEVER_READY",
      subject: request.collector,
      problem: `the slots did not appear in the collector within ${Math.round(request.timeoutMs / 1000)} s: ${problem}`,
      fix: "Check that the token may ADVERTISE_STARTD and ADVERTISE_MASTER in this pool and that the node reaches the collector's port; the logs say more.",
      detail: request.logTail(),
    },
  };
}

const lastLine = (text: string): string => (text.trim().split("\n").at(-1) ?? "").slice(0, 300);

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
