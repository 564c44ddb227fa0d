import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { Controller, Hierarchy } from "../../parse/cgroup/hierarchy.ts";
import { printable } from "../../parse/printable.ts";
import { type LimitReading, readHierarchicalLimit, readLimits } from "./cgroup-limits.ts";
import { chooseView } from "./cgroup-view.ts";

/** What one controller says about us, from our own group up to the mount point. */
export interface Walk {
  readonly controller: Controller;
  readonly version: 1 | 2;
  /** Our own group's directory; null when it is not visible. */
  readonly own: string | null;
  readonly readings: readonly LimitReading[];
  /** Whether there are ancestors that cannot be seen; null when nothing can be. */
  readonly hidden: boolean | null;
  readonly unknown: readonly Unknown[];
}

/** @param namespaced Whether we are in a cgroup namespace of our own; null when that cannot be seen. */
export async function walk(
  host: Host,
  controller: Controller,
  hierarchy: Hierarchy,
  namespaced: boolean | null,
): Promise<Walk> {
  const { version, path } = hierarchy;
  const what = `cgroup ${controller} of ${path === null ? "this process" : printable(path, 200)}`;
  const chosen = await chooseView(host, hierarchy);
  if (chosen === null) {
    // In the initial namespace the path `/` is the root of the hierarchy, which has no limits.
    const unlimited = path === "/" && namespaced === false;
    const where = hierarchy.views.length === 0 ? "is not mounted here" : "is mounted here without our group";
    const why = `its hierarchy (v${version}) ${where}, so its limits cannot be seen`;
    return { controller, version, own: null, readings: [], hidden: null, unknown: unlimited ? [] : [{ what, why }] };
  }
  const levels = await Promise.all(
    chosen.directories.map((directory) => readLimits(host, version, controller, directory)),
  );
  const own = chosen.doubt === null ? (chosen.directories[0] ?? null) : null;
  const total =
    version === 1 && controller === "memory" && own !== null ? await readHierarchicalLimit(host, own) : null;
  const hidden = namespaced === true || chosen.view.partial || isBelowRoot(version, controller, levels.at(-1) ?? []);
  const unknown: Unknown[] = [];
  if (chosen.doubt !== null) unknown.push({ what, why: chosen.doubt });
  if (hidden && total === null) {
    const point = chosen.view.directories.at(-1) ?? "";
    const why = "a cgroup namespace or a partial mount hides them; the limits that are seen are upper bounds";
    unknown.push({ what: `ancestors of cgroup ${point}`, why });
  }
  const readings = [...levels.flat(), ...(total === null ? [] : [total])];
  return { controller, version, own, readings, hidden, unknown };
}

/** The root of a hierarchy has no limits: in v2 not even the files (but the cpuset's), in v1 no finite value. */
const isBelowRoot = (version: 1 | 2, controller: Controller, top: readonly LimitReading[]): boolean =>
  controller !== "cpuset" && top.some(({ limit }) => version === 2 || (limit.ok && limit.value !== null));
