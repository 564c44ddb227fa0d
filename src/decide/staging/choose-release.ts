import type { ManifestRelease } from "../../parse/manifest/manifest.ts";

/** The first HTCondor release for this node: of its architecture, for its system with or without the version, or for any. */
export function chooseRelease(
  releases: readonly ManifestRelease[],
  architecture: string,
  distribution: string | null,
  version: string | null,
): ManifestRelease | null {
  const major = /^[0-9]+/u.exec(version ?? "")?.[0] ?? "";
  const names = distribution === null ? [] : [distribution, `${distribution}${major}`];
  return (
    releases.find(
      (one) =>
        one.architecture === architecture &&
        (one.systems.length === 0 || one.systems.some((system) => names.includes(system))),
    ) ?? null
  );
}
