import type { Host } from "../host/host.ts";
import { isBelow } from "../parse/proc/mount-of.ts";
import { parseMountinfo } from "../parse/proc/mountinfo.ts";

const maxBytes = 16 * 1048576;
const timeoutMs = 10_000;

/** What may take away a mount that a user made, in the order in which it is tried. */
const programs = [
  ["fusermount3", "-u", "-z", "--"],
  ["fusermount", "-u", "-z", "--"],
  ["umount", "-l", "--"],
] as const;

/**
 * Takes away what is mounted below a directory, the deepest first. The value is what stays mounted: nothing may be removed
 * below that, because it is somebody's data.
 */
export async function unmountBelow(host: Host, directory: string): Promise<readonly string[]> {
  const points = (await mountsBelow(host, directory)).toSorted((a, b) => b.length - a.length);
  for (const point of points)
    for (const program of programs) {
      const done = await host.command({ argv: [...program, point], timeoutMs });
      if (done.ok && done.value.status === 0) break;
    }
  return points.length === 0 ? [] : mountsBelow(host, directory);
}

async function mountsBelow(host: Host, directory: string): Promise<readonly string[]> {
  const text = await host.readText("/proc/self/mountinfo", maxBytes);
  const { mounts } = parseMountinfo(text.ok ? text.value : "");
  return mounts.map(({ point }) => point).filter((point) => point !== directory && isBelow(point, directory));
}
