import type { Host, ReadFailure } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import { type Mount, parseMountinfo } from "../../parse/proc/mountinfo.ts";

const file = "/proc/self/mountinfo";
/** A node with thousands of container mounts has some hundred bytes for each. */
const maxBytes = 8 * 1024 * 1024;

export interface Mounts {
  readonly mounts: readonly Mount[];
  /** Why the list could not be read at all. */
  readonly failure: ReadFailure | null;
  readonly unknown: readonly Unknown[];
}

export async function readMounts(host: Host): Promise<Mounts> {
  const read = await host.readText(file, maxBytes);
  if (!read.ok) return { mounts: [], failure: read.error, unknown: [{ what: file, why: read.error.what }] };
  const { mounts, unknown } = parseMountinfo(read.value);
  return { mounts, failure: null, unknown: unknown.map(({ what, why }) => ({ what: `${file}: ${what}`, why })) };
}
