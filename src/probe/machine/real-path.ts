import type { Host } from "../../host/host.ts";
import { walkPath } from "../../host/path-walk.ts";

/**
 * An absolute path without symbolic links, for finding the mount it is on. What cannot be looked at is taken as it is,
 * because whoever uses the path learns the reason there.
 */
export async function realPath(host: Host, path: string): Promise<string> {
  const walk = walkPath(path);
  let step = walk.next();
  while (step.done !== true) step = walk.next(await linkTarget(host, `/${step.value.names.join("/")}`));
  return step.value === null ? path : `/${step.value.join("/")}`;
}

async function linkTarget(host: Host, path: string): Promise<string | null> {
  const status = await host.stat(path, { follow: false });
  if (!status.ok || status.value.type !== "symlink") return null;
  const target = await host.readlink(path);
  return target.ok ? target.value : null;
}
