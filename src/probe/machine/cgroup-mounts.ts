import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import { controllers } from "../../parse/cgroup/hierarchy.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { readMounts } from "./mounts.ts";

const usual = "/sys/fs/cgroup";

/** The mounted hierarchies; where the list of mounts has none, the usual places as far as they exist. */
export async function cgroupMounts(
  host: Host,
): Promise<{ readonly mounts: readonly Mount[]; readonly unknown: readonly Unknown[] }> {
  const { mounts, unknown, failure } = await readMounts(host);
  if (mounts.some(({ type }) => type === "cgroup" || type === "cgroup2")) return { mounts, unknown };
  const found = await usualMounts(host);
  // Without the list, what stands in the usual places is as good.
  return { mounts: found, unknown: failure?.code === "missing" && found.length > 0 ? [] : unknown };
}

/**
 * systemd's places: v2 at the top, or v1 in directories named after their controllers (`cpu,cpuacct`) with v2 beside
 * them in `unified`. The names come from a listing, so none can lead elsewhere.
 */
async function usualMounts(host: Host): Promise<readonly Mount[]> {
  const names = await host.list(usual);
  if (!names.ok) return [];
  const v1 = names.value.filter((name) => name.split(",").some((part) => isController(part)));
  const unified = names.value.includes("unified") && v1.length > 0;
  return [
    ...v1.map((name, index) => mount(index, `${usual}/${name}`, "cgroup", name.split(","))),
    ...(v1.length === 0 || unified ? [mount(v1.length, unified ? `${usual}/unified` : usual, "cgroup2", [])] : []),
  ];
}

const isController = (name: string): boolean => controllers.some((controller) => controller === name);

const mount = (id: number, point: string, type: string, superOptions: readonly string[]): Mount => ({
  id,
  parent: -1,
  root: "/",
  point,
  options: [],
  type,
  source: "",
  superOptions,
});
