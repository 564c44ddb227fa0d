import type { Host } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { CgroupFacts } from "../../model/facts/machine.ts";
import { controllers, hierarchyOf } from "../../parse/cgroup/hierarchy.ts";
import { inCgroupNamespace, layoutOf } from "../../parse/cgroup/layout.ts";
import { parseSelfCgroup } from "../../parse/cgroup/self-cgroup.ts";
import type { Limited, LimitReading } from "./cgroup-limits.ts";
import { cgroupMounts } from "./cgroup-mounts.ts";
import { type Walk, walk } from "./cgroup-walk.ts";

const file = "/proc/self/cgroup";
/** Which resource a controller's silence leaves unknown. */
const resourceOf = { cpu: "cpus", cpuset: "cpus", memory: "memory", pids: "processes" } as const;

/** Limits of our control group and of every ancestor that can be seen. */
export interface CgroupReading {
  readonly facts: CgroupFacts;
  readonly fences: Readonly<Record<Limited, readonly Fence[]>>;
  readonly unknown: Readonly<Record<Limited, readonly Unknown[]>>;
}

/** v1, v2 and hybrid layouts, also from inside a container. Every finite limit is a fence of its own. */
export async function probeCgroup(host: Host): Promise<CgroupReading> {
  const [text, mounted, link] = await Promise.all([
    host.readText(file),
    cgroupMounts(host),
    host.readlink("/proc/self/ns/cgroup"),
  ]);
  const self = parseSelfCgroup(text.ok ? text.value : "");
  const namespaced = link.ok ? inCgroupNamespace(link.value) : null;
  const general: Unknown[] = self.unknown.map(({ what, why }) => ({ what: `${file}: ${what}`, why }));
  if (!text.ok) general.push({ what: file, why: text.error.what });
  else if (self.memberships.length === 0) general.push({ what: file, why: "it names no control group" });
  general.push(...mounted.unknown);
  const walks = await Promise.all(
    controllers.map(async (controller): Promise<Walk | null> => {
      const hierarchy = hierarchyOf(controller, self.memberships, mounted.mounts);
      return hierarchy === null ? null : walk(host, controller, hierarchy, namespaced);
    }),
  );
  const done = walks.filter((one) => one !== null);
  const main = done.find(({ controller, version }) => version === 2 || controller === "memory");
  const directory = main?.own ?? null;
  const fences = (resource: Limited): readonly Fence[] =>
    done.flatMap(({ readings }) =>
      readings.flatMap((reading) => (reading.resource === resource ? fenceOf(reading) : [])),
    );
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
      delegated: main?.version === 2 && directory !== null ? await isDelegated(host, directory) : null,
      processes: fences("processes"),
    },
    fences: { cpus: fences("cpus"), memory: fences("memory"), swap: fences("swap"), processes: fences("processes") },
    unknown: {
      cpus: unknown("cpus"),
      memory: unknown("memory"),
      swap: unknown("swap"),
      processes: unknown("processes"),
    },
  };
}

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
