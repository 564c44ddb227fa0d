import type { Check, Finding } from "../../src/model/check.ts";
import type { CvmfsHealth } from "../../src/model/facts.ts";
import type { Settings } from "../../src/model/settings.ts";
import { duration, size, skip, warning } from "../finding.ts";

const mostOpen = 0.8;

export const cvmfsHealth: Check = {
  id: "cvmfs-health",
  title: "The CVMFS clients are fresh, without recent errors, and have room",
  why: "A client with I/O errors, an old catalogue, a small cache or too few open files breaks jobs now and then, which is hard to find.",
  judges:
    "A warning for recent I/O errors, a catalogue that cannot be renewed, a cache below the threshold, and a client that has used up most of its open files.",
  thresholds: ["GLIDEIN_Check_CVMFS_Errors", "GLIDEIN_Check_CVMFS_Cache"],
  phase: "node",
  evaluate: ({ cvmfs: { repositories }, clock }, settings) => {
    const asked = repositories.flatMap(({ name, health }) =>
      health === null || health === undefined ? [] : [{ name, health }],
    );
    if (asked.length === 0) return skip("no CVMFS client said how it is");
    return asked.flatMap(({ name, health }) => judge(name, health, clock.now, settings));
  },
};

function judge(name: string, health: CvmfsHealth, now: number, settings: Settings): readonly Finding[] {
  const findings: Finding[] = [];
  const { ioErrors, lastIoErrorAt, usedFiles, maxFiles, cacheMiB, expiresMinutes } = health;
  const recent = settings.GLIDEIN_Check_CVMFS_Errors.value;
  if (lastIoErrorAt !== null && now - lastIoErrorAt < recent)
    findings.push(
      warning(
        `the last I/O error of ${name} was ${duration(now - lastIoErrorAt)} ago`,
        `attributes of /cvmfs/${name}: nioerr ${ioErrors ?? "unknown"}, timestamp_last_ioerr ${lastIoErrorAt}`,
        "Check the web proxies and the network (`cvmfs_config stat -v`, /var/log/messages), and the cache (`cvmfs_fsck`).",
      ),
    );
  if (expiresMinutes !== null && expiresMinutes < 0)
    findings.push(
      warning(
        `the catalogue of ${name} could not be renewed for ${duration(-expiresMinutes * 60)}`,
        `attribute expires of /cvmfs/${name}: ${expiresMinutes}`,
        "Check CVMFS_SERVER_URL and CVMFS_HTTP_PROXY: `cvmfs_config stat -v`, `cvmfs_talk -i REPOSITORY host probe`.",
      ),
    );
  const smallest = settings.GLIDEIN_Check_CVMFS_Cache.value;
  if (cacheMiB !== null && cacheMiB < smallest)
    findings.push(
      warning(
        `the cache of ${name} is ${size(cacheMiB)}; ${size(smallest)} is wanted`,
        `size of the file system /cvmfs/${name}: ${cacheMiB} MiB`,
        "Raise CVMFS_QUOTA_LIMIT in /etc/cvmfs/default.local and run `cvmfs_config reload`.",
      ),
    );
  if (usedFiles !== null && maxFiles !== null && maxFiles > 0 && usedFiles > maxFiles * mostOpen)
    findings.push(
      warning(
        `the client of ${name} has ${usedFiles} of ${maxFiles} files open`,
        `attributes of /cvmfs/${name}: usedfd ${usedFiles}, maxfd ${maxFiles}`,
        "Raise CVMFS_NFILES in /etc/cvmfs/default.local and mount the repository again.",
      ),
    );
  return findings;
}
