import type { Host } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { CgroupFacts } from "../../model/facts/machine.ts";
import { type Controller, controllers, type Hierarchy, hierarchyOf } from "../../parse/cgroup/hierarchy.ts";
import { inCgroupNamespace, layoutOf } from "../../parse/cgroup/layout.ts";
import { parseSelfCgroup } from "../../parse/cgroup/self-cgroup.ts";
import { excerpt } from "../../parse/proc/excerpt.ts";
import { type Limited, type LimitReading, readHierarchicalLimit, readLimits } from "./cgroup-limits.ts";
import { cgroupMounts } from "./cgroup-mounts.ts";
import { type ChosenView, chooseView } from "./cgroup-view.ts";

const file = "/proc/self/cgroup";
/** Which resource a controller's silence leaves unknown. */
const resourceOf = { cpu: "cpus", cpuset: "cpus", memory: "memory", pids: "processes" } as const;

/** Limits of our control group and of every ancestor that can be seen. */
export interface CgroupReading {
  readonly facts: CgroupFacts;
  readonly fences: Readonly<Record<Limited, readonly Fence[]>>;
  readonly unknown: Readonly<Record<Limited, readonly Unknown[]>>;
}

interface Walk {
  readonly controller: Controller;
  readonly version: 1 | 2;
  readonly chosen: ChosenView | null;
  readonly readings: readonly LimitReading[];
  readonly hidden: boolean | null;
  readonly unknown: readonly Unknown[];
}

/** v1, v2 and hybrid layouts, also from inside a container. Every finite limit is a fence of its own. */
export async function probeCgroup(host: Host): Promise<CgroupReading> {
  const [text, mounts, link] = await Promise.all([
    host.readText(file),
    cgroupMounts(host),
    host.readlink("/proc/self/ns/cgroup"),
  ]);
  const self = parseSelfCgroup(text.ok ? text.value : "");
  const namespaced = link.ok ? inCgroupNamespace(link.value) : null;
  const general: Unknown[] = self.unknown.map(({ what, why }) => ({ what: `${file}: ${what}`, why }));
  if (!text.ok) general.push({ what: file, why: text.error.what });
  else if (self.memberships.length === 0) general.push({ what: file, why: "it names no control group" });
  const walks = await Promise.all(
    controllers.map(async (controller): Promise<Walk | null> => {
      const hierarchy = hierarchyOf(controller, self.memberships, mounts);
      return hierarchy === null ? null : walk(host, controller, hierarchy, namespaced);
    }),
  );
  const done = walks.filter((one) => one !== null);
  const own = done.find(({ controller, version }) => version === 2 || controller === "memory");
  const directory = own?.chosen?.view.kind === "own" ? (own.chosen.directories[0] ?? null) : null;
  const fences = (resource: Limited): readonly Fence[] =>
    done.flatMap(({ readings }) => readings.flatMap((reading) => (reading.resource === resource ? fenceOf(reading) : [])));
  const unknown = (resource: Limited): readonly Unknown[] => [
    ...(resource === "swap" ? [] : general),
    ...distinct(
      done.flatMap(({ controller, readings, unknown: said }) => [
        ...(resourceOf[controller] === resource ? said : []),
        ...readings.flatMap((reading) => (reading.resource === resource ? problemOf(reading) : [])),
      ]),
    ),
  ];
  return {
    facts: {
      layout: self.memberships.length === 0 ? null : layoutOf(self.memberships),
      directory,
      ancestorsHidden: hiddenAnywhere(done),
      delegated: own?.version === 2 && directory !== null ? await isDelegated(host, directory) : null,
      processes: fences("processes"),
    },
    fences: { cpus: fences("cpus"), memory: fences("memory"), swap: fences("swap"), processes: fences("processes") },
    unknown: { cpus: unknown("cpus"), memory: unknown("memory"), swap: unknown("swap"), processes: unknown("processes") },
  };
}

async function walk(host: Host, controller: Controller, hierarchy: Hierarchy, namespaced: boolean | null): Promise<Walk> {
  const { version, path } = hierarchy;
  const what = `cgroup ${controller} of ${path === null ? "this process" : excerpt(path, 200)}`;
  const chosen = await chooseView(host, hierarchy);
  if (chosen === null) {
    // In the initial namespace the path `/` is the root of the hierarchy, which has no limits.
    const unlimited = path === "/" && namespaced === false;
    const why = `its hierarchy (v${version}) is not mounted here, so that its limits cannot be seen`;
    return { controller, version, chosen, readings: [], hidden: null, unknown: unlimited ? [] : [{ what, why }] };
  }
  const levels = await Promise.all(
    chosen.directories.map((directory) => readLimits(host, version, controller, directory)),
  );
  const own = chosen.view.kind === "own" ? chosen.directories[0] : undefined;
  const total =
    version === 1 && controller === "memory" && own !== undefined ? await readHierarchicalLimit(host, own) : null;
  const top = levels.at(-1) ?? [];
  const hidden = namespaced === true || chosen.view.partial || isBelowRoot(version, controller, top);
  const unknown: Unknown[] = [];
  if (chosen.doubt !== null) unknown.push({ what, why: chosen.doubt });
  if (hidden && total === null) {
    const point = chosen.view.directories.at(-1) ?? "";
    const why = "a cgroup namespace or a partial mount hides them; the limits that are seen are upper bounds";
    unknown.push({ what: `ancestors of cgroup ${point}`, why });
  }
  return { controller, version, chosen, readings: [...levels.flat(), ...(total === null ? [] : [total])], hidden, unknown };
}

/** The root of a hierarchy has no limits: in v2 not even the files (but the cpuset's), in v1 no finite value. */
const isBelowRoot = (version: 1 | 2, controller: Controller, top: readonly LimitReading[]): boolean =>
  controller !== "cpuset" && top.some(({ limit }) => version === 2 || (limit.ok && limit.value !== null));

function hiddenAnywhere(walks: readonly Walk[]): boolean | null {
  if (walks.some(({ hidden }) => hidden === true)) return true;
  return walks.some(({ hidden }) => hidden === false) ? false : null;
}

/** Somebody gave us this group: we may make children and move processes between them. */
async function isDelegated(host: Host, directory: string): Promise<boolean | null> {
  const answers = await Promise.all([
    host.access(directory, 3),
    host.access(`${directory}/cgroup.procs`, 2),
    host.access(`${directory}/cgroup.subtree_control`, 2),
  ]);
  if (answers.some((answer) => answer.ok && !answer.value)) return false;
  return answers.every((answer) => answer.ok) ? true : null;
}

const fenceOf = ({ file: from, limit }: LimitReading): readonly Fence[] =>
  limit.ok && limit.value !== null ? [{ limit: limit.value, from: `cgroup ${from}`, kind: "kernel" }] : [];

const problemOf = ({ file: what, limit }: LimitReading): readonly Unknown[] =>
  limit.ok ? [] : [{ what: `cgroup ${what}`, why: limit.error }];

const distinct = (all: readonly Unknown[]): readonly Unknown[] => [
  ...new Map(all.map((one) => [`${one.what}\n${one.why}`, one])).values(),
];
