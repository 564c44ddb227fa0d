import type { Host } from "../../host/host.ts";
import type { Hierarchy, View } from "../../parse/cgroup/hierarchy.ts";

/** The view that limits are read from, and what is to be said about it. */
export interface ChosenView {
  readonly view: View;
  /** Those of the view's directories that are there. */
  readonly directories: readonly string[];
  /** Why our own group may not be among them; null when it is. */
  readonly doubt: string | null;
}

/**
 * The first view that shows our own group; else the one that shows some of its ancestors; else a guess, and that only
 * where the directory is a control group at all.
 */
export async function chooseView(host: Host, hierarchy: Hierarchy): Promise<ChosenView | null> {
  let second: ChosenView | null = null;
  for (const view of hierarchy.views) {
    const directories = await existing(host, view.directories);
    const [own] = view.directories;
    if (own === undefined || directories.length === 0) continue;
    if (view.kind === "own" && directories[0] === own) return { view, directories, doubt: null };
    if (view.kind === "guess" && !(await isControlGroup(host, directories))) continue;
    second ??= { view, directories, doubt: doubtOf(view, own, hierarchy.path) };
  }
  return second;
}

async function existing(host: Host, directories: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    directories.map(async (directory) => {
      const status = await host.stat(directory);
      return status.ok && status.value.type === "directory";
    }),
  );
  return directories.filter((_, index) => found[index] === true);
}

async function isControlGroup(host: Host, directories: readonly string[]): Promise<boolean> {
  const [nearest] = directories;
  return nearest !== undefined && (await host.stat(`${nearest}/cgroup.procs`)).ok;
}

function doubtOf(view: View, own: string, path: string | null): string {
  switch (view.kind) {
    case "own":
      return `${own} is not there; only limits of its ancestors are seen`;
    case "ancestor":
      return `our group ${path} is hidden by a cgroup namespace; only limits of an ancestor are seen`;
    case "guess":
      return path === null
        ? "/proc/self/cgroup does not name our group; the limits of the mounted group are taken"
        : `our group ${path} is not in what is mounted here; the limits of the mounted group are taken, which may be another's`;
    default:
      return view.kind satisfies never;
  }
}
