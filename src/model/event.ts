import type { Failure } from "./failure.ts";
import type { Verdict } from "./plan.ts";

/** Why a glidein ended, or is ending. */
export type EndReason =
  | { readonly kind: "die-time"; readonly winner: string }
  | { readonly kind: "retired"; readonly winner: string }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "idle" }
  | { readonly kind: "drained"; readonly why: string }
  | { readonly kind: "stop-request"; readonly by: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Everything that can happen to a user; logging renders it, and nothing is reported that is not in this union. */
export type Event =
  | { readonly event: "started"; readonly version: string; readonly pid: number }
  /** One of the glideins of a launch; it begins after `wait` seconds. */
  | {
      readonly event: "rank";
      readonly rank: number;
      readonly ranks: number;
      readonly node: number;
      readonly host: string;
      readonly pid: number;
      readonly wait: number;
    }
  | { readonly event: "looked"; readonly seconds: number; readonly unknown: number }
  | {
      readonly event: "decided";
      readonly name: string;
      readonly verdict: Verdict;
      readonly cpus: number;
      readonly memoryMiB: number;
      readonly endAt: number | null;
      readonly winner: string;
    }
  | {
      readonly event: "finding";
      readonly check: string;
      readonly severity: "error" | "warning" | "info";
      readonly message: string;
      readonly fix: string;
    }
  /** Something that a dead glidein of ours left here. */
  | { readonly event: "garbage"; readonly path: string; readonly removed: boolean; readonly why: string }
  | { readonly event: "work-directory"; readonly path: string }
  | { readonly event: "fetching"; readonly what: string; readonly from: string }
  | { readonly event: "progress"; readonly what: string; readonly done: number; readonly total: number | null }
  | { readonly event: "condor-found"; readonly path: string; readonly version: string; readonly from: string }
  | { readonly event: "configured"; readonly path: string; readonly knobs: number }
  /** `glidein edge`: nodes may come. */
  | {
      readonly event: "edge-ready";
      readonly name: string;
      readonly broker: string;
      readonly relay: string;
      readonly description: string;
      readonly expiresAt: number;
    }
  /** `glidein submit`, from the connection to the end of the batch job. */
  | { readonly event: "connected"; readonly host: string; readonly directory: string; readonly opened: boolean }
  | { readonly event: "expired"; readonly directory: string }
  | { readonly event: "payload"; readonly sha256: string; readonly copied: number }
  | {
      readonly event: "submitted";
      readonly system: string;
      readonly job: string;
      readonly host: string;
      readonly directory: string;
    }
  | { readonly event: "batch-state"; readonly job: string; readonly state: string }
  | { readonly event: "batch-output"; readonly job: string; readonly lines: readonly string[] }
  | { readonly event: "batch-ended"; readonly job: string; readonly status: number | null }
  | { readonly event: "cancelled"; readonly job: string }
  | { readonly event: "left-running"; readonly job: string; readonly fix: string }
  | { readonly event: "pool-accepts"; readonly identity: string | null }
  | { readonly event: "master-started"; readonly pid: number }
  | { readonly event: "waiting-for-ad"; readonly seconds: number; readonly collector: string }
  | { readonly event: "startd-ready"; readonly slots: readonly string[]; readonly seconds: number }
  /** From here on a small program waits in our place, and we come back when something is to be done. */
  | { readonly event: "waiting"; readonly until: number }
  | { readonly event: "signal"; readonly signal: string; readonly state: string }
  | { readonly event: "draining"; readonly reason: EndReason }
  /** The node is not well: no new jobs until it is. */
  | { readonly event: "unfit"; readonly why: string }
  | { readonly event: "fit-again" }
  | { readonly event: "accepting-again"; readonly until: number }
  | { readonly event: "renewed"; readonly path: string; readonly expiresAt: number | null }
  | { readonly event: "renewal-refused"; readonly path: string; readonly why: string }
  | {
      readonly event: "replanned";
      readonly retireAt: number;
      readonly dieAt: number;
      readonly endAt: number | null;
      readonly winner: string;
    }
  | {
      readonly event: "stopping";
      readonly how: "graceful" | "fast" | "kill";
      readonly reason: EndReason;
      readonly deadline: number;
    }
  | { readonly event: "master-exited"; readonly status: string }
  | { readonly event: "jobs"; readonly started: number; readonly completed: number; readonly evicted: number }
  | { readonly event: "failed"; readonly failure: Failure; readonly status: number }
  /** The failure is in these collectors, under this name, until the end of the hold. */
  | { readonly event: "failure-shown"; readonly to: readonly string[]; readonly name: string; readonly until: number }
  /** It should be there, and is not. */
  | { readonly event: "failure-not-shown"; readonly to: readonly string[]; readonly why: string }
  | { readonly event: "holding"; readonly seconds: number; readonly until: number; readonly because: string }
  /** Made while we ran, and perhaps not by us. */
  | { readonly event: "left-alone"; readonly what: readonly string[]; readonly why: string }
  | { readonly event: "cleaned"; readonly left: readonly string[] }
  | { readonly event: "ended"; readonly reason: string; readonly status: number; readonly seconds: number };

export type EventName = Event["event"];
/** Where events go; rendering is the receiver's. */
export type Emit = (event: Event) => void;
