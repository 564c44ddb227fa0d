import type { Host } from "../../host/host.ts";

/** The kernel's own limit. */
const maxLinks = 40;

/**
 * An absolute path without symbolic links, for finding the mount it is on. What cannot be looked at is taken as it is,
 * because whoever uses the path learns the reason there.
 */
export async function realPath(host: Host, path: string): Promise<string> {
  const pending = path.split("/").reverse();
  const reached: string[] = [];
  let links = 0;
  while (pending.length > 0) {
    const name = pending.pop();
    if (name === undefined || name === "" || name === ".") continue;
    if (name === "..") {
      reached.pop();
      continue;
    }
    const at = `/${[...reached, name].join("/")}`;
    const status = await host.stat(at, { follow: false });
    const target = status.ok && status.value.type === "symlink" ? await host.readlink(at) : null;
    if (target === null || !target.ok) {
      reached.push(name);
      continue;
    }
    links += 1;
    if (links > maxLinks) return path;
    if (target.value.startsWith("/")) reached.length = 0;
    pending.push(...target.value.split("/").reverse());
  }
  return `/${reached.join("/")}`;
}
