import { mountOf } from "../proc/mount-of.ts";
import type { Mount } from "../proc/mountinfo.ts";
import type { Membership } from "./self-cgroup.ts";
import { visiblePath } from "./visible-path.ts";

export const controllers = ["cpu", "cpuset", "memory", "pids"] as const;
export type Controller = (typeof controllers)[number];

/** A place where a hierarchy may be looked at. */
export interface View {
  readonly version: 1 | 2;
  /** Directories from our own group up to the mount point, as far as they are visible. */
  readonly directories: readonly string[];
  /** `own`: the first directory is our group by the kernel's word. `ancestor`: it is one of our ancestors. `guess`: it may be ours. */
  readonly kind: "own" | "ancestor" | "guess";
  /** The mount starts below the root of the hierarchy, so what lies above cannot be seen. */
  readonly partial: boolean;
}

export interface Hierarchy {
  readonly version: 1 | 2;
  /** Our group's path, null when /proc/self/cgroup does not name it. */
  readonly path: string | null;
  /** Most trustworthy first; empty when the hierarchy is not mounted here. */
  readonly views: readonly View[];
}

/** Deeper trees than this are not walked; the kernel's own limit on depth is far below. */
const maxDepth = 128;

/**
 * Which hierarchy holds a controller, and where to look at it. v1 has a hierarchy for each set of controllers; in a
 * hybrid layout a controller that v1 holds has no files in v2. null when the controller is in none.
 */
export function hierarchyOf(
  controller: Controller,
  memberships: readonly Membership[],
  mounts: readonly Mount[],
): Hierarchy | null {
  const v1 = memberships.find(({ version, controllers: held }) => version === 1 && held.includes(controller));
  const v1Mounts = mounts.filter((mount) => mount.type === "cgroup" && mount.superOptions.includes(controller));
  if (v1 !== undefined) return { version: 1, path: v1.path, views: viewsOf(1, v1.path, visible(v1Mounts, mounts)) };
  // A mounted hierarchy is always in /proc/self/cgroup; when it is not, that text was cut short.
  if (v1Mounts.length > 0) return { version: 1, path: null, views: viewsOf(1, null, visible(v1Mounts, mounts)) };
  const v2 = memberships.find(({ version }) => version === 2);
  const v2Mounts = mounts.filter((mount) => mount.type === "cgroup2");
  if (v2 === undefined && v2Mounts.length === 0) return null;
  const path = v2?.path ?? null;
  return { version: 2, path, views: viewsOf(2, path, visible(v2Mounts, mounts)) };
}

/** Mounts that another one was put over are still in the list. */
const visible = (some: readonly Mount[], all: readonly Mount[]): readonly Mount[] =>
  some.filter((mount) => mountOf(all, mount.point) === mount);

function viewsOf(version: 1 | 2, path: string | null, mounts: readonly Mount[]): readonly View[] {
  const views = mounts.flatMap((mount): readonly View[] => {
    const shown = path === null ? ({ kind: "elsewhere" } as const) : visiblePath(mount.root, path);
    const partial = mount.root !== "/";
    const base = { version, partial };
    switch (shown.kind) {
      case "own":
        return [{ ...base, kind: "own", directories: upwards(mount.point, shown.below) }];
      case "ancestor":
        return [{ ...base, kind: "ancestor", directories: [mount.point] }];
      case "elsewhere": {
        // The mount may hold our path as it stands (a bind mount from elsewhere), or be our group itself.
        const own = path === null ? null : visiblePath("/", path);
        const below = own?.kind === "own" ? own.below : [];
        return [
          ...(below.length === 0
            ? []
            : [{ ...base, kind: "guess" as const, directories: upwards(mount.point, below) }]),
          { ...base, kind: "guess", directories: [mount.point] },
        ];
      }
      default:
        return shown satisfies never;
    }
  });
  const order = ["own", "ancestor", "guess"] as const;
  return views.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

const upwards = (point: string, below: readonly string[]): readonly string[] =>
  [...Array(Math.min(below.length, maxDepth) + 1).keys()].map((up) =>
    [point === "/" ? "" : point, ...below.slice(0, below.length - up)].join("/"),
  );
