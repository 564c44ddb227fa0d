import type { Event } from "../model/event.ts";
import { describeFailure } from "../model/failure.ts";
import { redactValue } from "../parse/redact.ts";
import { reasonSentence } from "../run/reason.ts";

/** One NDJSON line: `{"time": RFC 3339, "event": …}`. */
export const eventAsJson = (event: Event, now: number): string =>
  `${JSON.stringify({ time: new Date(now * 1000).toISOString(), ...redactValue(event) })}\n`;

/** One line (a failure: several) for a person. */
export const eventAsText = (event: Event): string => sentence(redactValue(event));

function sentence(event: Event): string {
  switch (event.event) {
    case "started":
      return `glidein ${event.version} started`;
    case "rank":
      return `rank ${event.rank} of ${event.ranks}, on ${event.host}${event.wait === 0 ? "" : `, begins in ${event.wait.toFixed(1)} s`}`;
    case "looked":
      return `looked at the node in ${event.seconds.toFixed(1)} s${event.unknown === 0 ? "" : `; ${event.unknown} things could not be found out`}`;
    case "decided": {
      const until =
        event.endAt === null
          ? "without a time limit"
          : `until ${new Date(event.endAt * 1000).toISOString()} (${event.winner})`;
      return `${event.name} decided to ${event.verdict.decision}: ${event.cpus} CPUs, ${event.memoryMiB} MiB, ${until}`;
    }
    case "finding":
      return `${event.severity}: ${event.check}: ${event.message} → ${event.fix}`;
    case "garbage":
      return `${event.removed ? "removed" : "could not remove"} ${event.path} of a dead glidein: ${event.why}`;
    case "work-directory":
      return `works in ${event.path}`;
    case "fetching":
      return `fetches ${event.what} from ${event.from}`;
    case "progress":
      return event.total === null
        ? `${event.what}: ${mib(event.done)}`
        : `${event.what}: ${mib(event.done)} of ${mib(event.total)}`;
    case "condor-found":
      return `HTCondor ${event.version} in ${event.path} (${event.from})`;
    case "configured":
      return `wrote ${event.path}; HTCondor accepts it`;
    case "edge-ready":
      return `edge ${event.name} serves at ${event.broker} and ${event.relay} until ${isoTime(event.expiresAt)}; nodes take --edge ${event.description}`;
    case "connected":
      return `${event.opened ? "connected" : "uses the connection that stands"} to ${event.host}, works in ${event.directory}`;
    case "expired":
      return `removed ${event.directory}, which had expired`;
    case "payload":
      return event.copied === 0
        ? `the program is there already (${event.sha256.slice(0, 12)})`
        : `copied the program (${event.sha256.slice(0, 12)}, ${mib(event.copied)})`;
    case "submitted":
      return `submitted ${event.system} job ${event.job} on ${event.host}; its files are in ${event.directory}`;
    case "batch-state":
      return `job ${event.job}: ${event.state}`;
    case "batch-output":
      return event.lines.map((line) => `  | ${line}`).join("\n");
    case "batch-ended":
      return `job ${event.job} ended${event.status === null ? "" : ` with exit status ${event.status}`}`;
    case "cancelled":
      return `cancelled job ${event.job}`;
    case "left-running":
      return `job ${event.job} goes on; ${event.fix}`;
    case "pool-accepts":
      return `the pool lets us advertise${event.identity === null ? "" : ` as ${event.identity}`}`;
    case "master-started":
      return `condor_master runs as process ${event.pid}`;
    case "waiting-for-ad":
      return `waits for the slot's ad in ${event.collector}: ${event.seconds} s`;
    case "startd-ready":
      return `ready after ${event.seconds.toFixed(1)} s: ${event.slots.join(", ")}`;
    case "waiting":
      return `waits as a small program, and looks again at ${isoTime(event.until)} or when something happens`;
    case "signal":
      return `got ${event.signal} while ${event.state}`;
    case "draining":
      return `takes no new jobs: ${reasonSentence(event.reason)}`;
    case "unfit":
      return `takes no new jobs while the node is not well: ${event.why}`;
    case "fit-again":
      return "takes new jobs again: the node is well";
    case "accepting-again":
      return `takes new jobs again, until ${isoTime(event.until)}`;
    case "renewed":
      return `${event.path} was renewed${event.expiresAt === null ? "" : ` until ${isoTime(event.expiresAt)}`}`;
    case "renewal-refused":
      return `${event.path} was replaced, and the new one is not used: ${event.why}`;
    case "replanned":
      return `planned again: retires at ${isoTime(event.retireAt)}, dies at ${isoTime(event.dieAt)} (${event.winner})`;
    case "stopping":
      return `stops (${event.how}): ${reasonSentence(event.reason)}`;
    case "master-exited":
      return `condor_master ended with ${event.status}`;
    case "jobs":
      return `jobs: ${event.started} started, ${event.completed} completed, ${event.evicted} evicted`;
    case "failed":
      return `failed with exit status ${event.status}\n${describeFailure(event.failure)}`;
    case "failure-shown":
      return `shows the failure in ${event.to.join(", ")} as ${event.name} until ${isoTime(event.until)}`;
    case "failure-not-shown":
      return `does not show the failure${event.to.length === 0 ? "" : ` in ${event.to.join(", ")}`}: ${event.why}`;
    case "holding":
      return `holds the node for ${Math.round(event.seconds)} s: ${event.because}`;
    case "left-alone":
      return `leaves alone ${event.what.join(", ")}: ${event.why}`;
    case "cleaned":
      return event.left.length === 0 ? "cleaned up; nothing is left" : `cleaned up but for ${event.left.join(", ")}`;
    case "ended":
      return `ended after ${Math.round(event.seconds)} s with exit status ${event.status}: ${event.reason}`;
    default:
      return event satisfies never;
  }
}

const isoTime = (at: number): string => new Date(at * 1000).toISOString();

const mib = (bytes: number): string => `${(bytes / 1048576).toFixed(0)} MiB`;
