import type { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import { choosePlatform, isPlatformName } from "../../decide/staging/platform.ts";
import type { LiveHost } from "../../host/live-host.ts";
import { parseOsRelease } from "../../parse/proc/os-release.ts";
import type { OpenList } from "./lists.ts";

/** The HTCondor release for this node among those of the factory, as the name of its condition. */
export async function platformOf(
  host: LiveHost,
  given: GlideinConfigFile,
  lists: readonly OpenList[],
): Promise<string | null> {
  const release = await host.readText("/etc/os-release");
  const parsed = release.ok ? parseOsRelease(release.value) : null;
  const conditions = lists.flatMap(({ files }) =>
    files.flatMap(({ condition }) => (typeof condition === "string" ? [condition] : [])),
  );
  return choosePlatform({
    ...{ os: given.get("CONDOR_OS"), arch: given.get("CONDOR_ARCH"), version: given.get("CONDOR_VERSION") },
    machine: process.arch === "x64" ? "x86_64" : process.arch === "arm64" ? "aarch64" : process.arch,
    distribution: parsed?.id ?? null,
    release: parsed?.version ?? null,
    offered: new Set(conditions.filter(isPlatformName)),
  });
}
