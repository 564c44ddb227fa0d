import type { Unknown } from "../../model/facts/fence.ts";
import { printable } from "../printable.ts";

/** One line of /proc/self/mountinfo. */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** Which directory of the file system is mounted; `/` for all of it. */
  readonly root: string;
  readonly point: string;
  /** Options of this mount, e.g. `ro`, `noexec`. */
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Options of the file system, e.g. the controllers of a cgroup v1 hierarchy. */
  readonly superOptions: readonly string[];
}

export interface Mountinfo {
  readonly mounts: readonly Mount[];
  readonly unknown: readonly Unknown[];
}

const maxMounts = 50_000;
const maxUnknown = 10;

/** A line that is not understood loses that mount only. */
export function parseMountinfo(text: string): Mountinfo {
  const mounts: Mount[] = [];
  const unknown: Unknown[] = [];
  for (const line of text.split("\n", maxMounts)) {
    if (line.trim() === "") continue;
    const mount = parseLine(line);
    if (mount !== null) mounts.push(mount);
    else if (unknown.length < maxUnknown)
      unknown.push({ what: "a mount", why: `"${printable(line, 120)}" is not a line of mountinfo` });
  }
  return { mounts, unknown };
}

function parseLine(line: string): Mount | null {
  const fields = line.replace(/\r$/u, "").split(" ");
  // Any number of optional fields stands between the options and the hyphen.
  const hyphen = fields.indexOf("-", 6);
  const [id, parent, device, root, point, options] = fields;
  const [type, source, superOptions] = hyphen === -1 ? [] : fields.slice(hyphen + 1);
  if (id === undefined || parent === undefined || device === undefined || root === undefined) return null;
  if (point === undefined || options === undefined || type === undefined || source === undefined) return null;
  if (!/^[0-9]{1,10}$/u.test(id) || !/^[0-9]{1,10}$/u.test(parent) || !/^[0-9]+:[0-9]+$/u.test(device)) return null;
  if (!point.startsWith("/") || !root.startsWith("/")) return null;
  return {
    id: Number(id),
    parent: Number(parent),
    root: unescaped(root),
    point: unescaped(point),
    options: options.split(","),
    type,
    source: unescaped(source),
    superOptions: (superOptions ?? "").split(","),
  };
}

/** The kernel writes blank, tab, newline, backslash and `#` as octal numbers. */
const unescaped = (field: string): string =>
  field.replaceAll(/\\([0-3][0-7]{2})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
