/** What the choice of an HTCondor release depends on. */
export interface PlatformInput {
  /** CONDOR_OS, CONDOR_ARCH, CONDOR_VERSION: preferences separated by commas; `auto`; `default`. */
  readonly os: string;
  readonly arch: string;
  readonly version: string;
  /** `uname -m`. */
  readonly machine: string;
  /** ID and VERSION_ID of os-release. */
  readonly distribution: string | null;
  readonly release: string | null;
  /** Names `CONDOR_PLATFORM_VERSION-OS-ARCH` that the factory has tarballs for. */
  readonly offered: ReadonlySet<string>;
}

const prefix = "CONDOR_PLATFORM_";

/**
 * The name of the first release that is wanted and offered (`CONDOR_PLATFORM_…`); null when there is none. Every version is
 * tried with every system and architecture before the next version is, as GlideinWMS does.
 */
export function choosePlatform(input: PlatformInput): string | null {
  const systems = expand(input.os, operatingSystem(input));
  const machines = expand(input.arch, architectures(input.machine));
  for (const version of words(input.version)) {
    for (const os of systems) {
      for (const arch of machines) {
        const name = `${prefix}${version}-${os}-${arch}`;
        if (input.offered.has(name)) return name;
      }
    }
  }
  return null;
}

export const isPlatformName = (name: string): boolean => name.startsWith(prefix);

const words = (list: string): readonly string[] => {
  const all = list.split(",").map((word) => word.trim());
  const set = all.filter((word) => word !== "");
  return set.length === 0 ? ["default"] : set;
};

const expand = (list: string, automatic: readonly string[]): readonly string[] =>
  words(list).flatMap((word) => (word === "auto" ? automatic : [word]));

/** Families that use the tarballs of Enterprise Linux. */
const enterprise = new Set(["rhel", "centos", "almalinux", "rocky", "ol", "scientific", "fedora"]);

function operatingSystem({ distribution, release }: PlatformInput): readonly string[] {
  const major = /^[0-9]+/u.exec(release ?? "")?.[0];
  if (distribution === null || major === undefined) return ["rhel7"];
  if (enterprise.has(distribution)) return [`rhel${distribution === "fedora" ? "9" : major}`];
  if (distribution === "ubuntu" || distribution === "debian") return [`${distribution}${major}`, "debian11"];
  return ["rhel7"];
}

function architectures(machine: string): readonly string[] {
  if (machine === "x86_64") return ["x86_64", "x86"];
  return /^i[3-6]86$/u.test(machine) ? ["x86"] : [machine];
}
