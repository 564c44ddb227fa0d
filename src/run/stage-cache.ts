import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../host/host.ts";

type Place = Pick<Host, "env" | "pid">;

/** Where a `run --stage` keeps what it fetches when it has no cache that outlives it. */
export const stageCacheOf = ({ env, pid }: Place): string =>
  join(env["TMPDIR"] ?? tmpdir(), `glidein-stage-${pid ?? 0}-cache`);

/** HTCondor is unpacked by now, or will not be. */
export function removeStageCache(host: Place): void {
  rmSync(stageCacheOf(host), { recursive: true, force: true });
}
