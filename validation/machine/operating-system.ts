import type { Check } from "../../src/model/check.ts";
import { remark, skip, warning } from "../finding.ts";

/** First release that the HTCondor of today is built for, by the id in os-release. */
const oldest: Readonly<Record<string, number>> = {
  rhel: 8,
  centos: 8,
  rocky: 8,
  almalinux: 8,
  ol: 8,
  scientific: 8,
  debian: 11,
  ubuntu: 20.04,
  fedora: 38,
  amzn: 2023,
  sles: 15,
  "opensuse-leap": 15,
};

export const operatingSystem: Check = {
  id: "operating-system",
  title: "The operating system is one that HTCondor is built for",
  why: "The binaries of HTCondor and of this program are linked against the libraries of the distributions of today; on an older one they do not start.",
  judges:
    "A warning for a release that HTCondor 23.9 and later are not built for; a remark for a distribution that is not known.",
  thresholds: [],
  phase: "node",
  evaluate: ({ system: { os } }) => {
    if (os.id === null) return skip("the operating system does not say what it is");
    const name = os.name ?? `${os.id} ${os.version ?? ""}`.trim();
    const first = oldest[os.id];
    const version = Number.parseFloat(os.version ?? "");
    if (first === undefined)
      return [
        remark(
          `${name} is not among the distributions that HTCondor is built for`,
          `os-release: ID=${os.id}`,
          "Nothing to do when HTCondor's binaries load here; else run pilots in a container of Enterprise Linux or Debian.",
        ),
      ];
    if (Number.isNaN(version) || version >= first) return [];
    return [
      warning(
        `${name} is older than the oldest release that HTCondor is built for, ${os.id} ${first}`,
        `os-release: ID=${os.id}, VERSION_ID=${os.version}`,
        `Upgrade the node to ${os.id} ${first} or later, or run pilots in a container of a newer system.`,
      ),
    ];
  },
};
