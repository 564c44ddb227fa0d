import { join } from "node:path";
import type { SupervisionEvent } from "../decide/supervision.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Settings } from "../model/settings.ts";
import type { EpochSeconds } from "../model/units.ts";
import { parseControlRequest } from "../parse/control-request.ts";

/** Where `glidein ctl` puts what it wants; the directory is ours alone, so only we and root can. */
export const requestFile = (work: string): string => join(work, "request");

const maxBytes = 4096;

type Asked = Extract<SupervisionEvent, { kind: "stop" | "drain" }>;

/** What somebody asks of us, by `glidein ctl` or by the stop file. A request is taken away, a stop file stays. */
export async function takeRequests(
  host: Host,
  actor: Actor,
  settings: Settings,
  work: string,
  now: EpochSeconds,
): Promise<readonly Asked[]> {
  const events: Asked[] = [];
  const path = requestFile(work);
  const text = await host.readText(path, maxBytes);
  const status = await host.stat(path, { follow: false });
  if (text.ok && status.ok) {
    actor.removeTree(path);
    const request = parseControlRequest(text.value);
    if (request !== null && (status.value.uid === 0 || status.value.uid === host.identity().uid)) {
      const reason = { kind: "stop-request", by: request.by } as const;
      events.push(
        request.what === "stop"
          ? { kind: "stop", now, fast: false, reason }
          : { kind: "drain", now, reason: { kind: "drained", why: `asked to by ${request.by}` } },
      );
    }
  }
  const stopFile = settings.GLIDEIN_Stop_File.value;
  if (stopFile !== null && (await host.stat(stopFile)).ok)
    events.push({ kind: "drain", now, reason: { kind: "drained", why: `${stopFile} is there` } });
  return events;
}
