import { describe, expect, it } from "vitest";
import type { ContainerCandidate } from "../../src/model/facts/container.ts";
import { healthy, now } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";
import { having, judge } from "./judge.ts";

const refused = (what: string) => ({
  system: { userNamespaces: { allowed: false, obstacles: [{ what, evidence: "/proc" }], inside: false } },
  container: { working: null },
});
const working = healthy.container.working!;

describeFaults("user-namespaces", [
  {
    what: "switched off",
    with: refused("user namespaces are switched off"),
    status: "warn",
    fix: /user\.max_user_namespaces to 15000/,
  },
  {
    what: "Debian's switch",
    with: refused("unprivileged user namespaces are switched off"),
    status: "warn",
    fix: /unprivileged_userns_clone=1/,
  },
  {
    what: "AppArmor",
    with: refused("AppArmor restricts user namespaces to programs with a profile"),
    status: "warn",
    fix: /apparmor_restrict/,
  },
  {
    what: "a seccomp filter",
    with: refused("a seccomp filter is active and may refuse new namespaces"),
    status: "warn",
    fix: /seccomp/,
  },
  { what: "for no reason that is known", with: refused("a trial was refused"), status: "warn", fix: /apptainer-suid/ },
  {
    what: "but a setuid runtime works",
    with: { ...refused("user namespaces are switched off"), container: { working } },
    status: "pass",
  },
  {
    what: "and nobody wants containers",
    with: refused("user namespaces are switched off"),
    settings: { GLIDEIN_Singularity_Use: "NEVER" },
    status: "pass",
  },
]);

const candidate = (more: Partial<ContainerCandidate>): ContainerCandidate => ({
  path: "/usr/bin/apptainer",
  origin: "PATH",
  works: false,
  outcome: "starter-suid must be root-owned",
  fix: "Reinstall apptainer-suid.",
  version: "1.4.5",
  attempts: [{ rung: "-C", works: false, said: "no" }],
  ...more,
});
const tried = (...list: ContainerCandidate[]) => ({ container: { working: null, tried: list } });
const absent = candidate({ path: "singularity", outcome: "it is in no directory of PATH", attempts: [], fix: "" });

describeFaults("container-runtime", [
  {
    what: "one that is broken",
    with: tried(absent, candidate({})),
    status: "warn",
    says: /starter-suid/,
    fix: /Reinstall/,
  },
  {
    what: "none",
    with: tried(absent),
    status: "warn",
    says: /no Apptainer or Singularity/,
    fix: /Install the package/,
  },
  {
    what: "none where they are required",
    with: tried(absent),
    settings: { GLIDEIN_Singularity_Use: "REQUIRED" },
    status: "fail",
  },
  {
    what: "none where the factory requires them",
    with: tried(absent),
    settings: { GLIDEIN_SINGULARITY_REQUIRE: "REQUIRED_GWMS" },
    status: "fail",
  },
  {
    what: "none where nobody wants them",
    with: tried(absent),
    settings: { GLIDEIN_Singularity_Use: "DISABLE_GWMS" },
    status: "skip",
  },
  { what: "one that was not run", with: tried(candidate({ outcome: "not tried on a recorded node" })), status: "skip" },
  {
    what: "one without process namespaces",
    with: { container: { working: { ...working, pidNamespace: false } } },
    status: "pass",
    says: /no process namespace/,
  },
]);

const lacks = (name: string) => ({
  container: { working: { ...working, capabilities: { [name]: { works: false, why: "it said no" } } } },
});
describeFaults("container-capabilities", [
  { what: "no image files", with: lacks("sif"), status: "warn", says: /SIF.*it said no/ },
  { what: "no GPUs", with: lacks("gpu"), status: "warn", fix: /nvidia/ },
  { what: "no FUSE", with: lacks("fuse"), status: "pass", says: /unpacked/ },
  { what: "something new", with: lacks("teleport"), status: "pass", says: /teleport does not work/ },
  { what: "no runtime", with: { container: { working: null } }, status: "skip" },
]);

const image = (more: object) => ({ container: { images: [{ ...healthy.container.images[0]!, ...more }] } });
describeFaults("container-images", [
  {
    what: "an image that is not there",
    with: image({ problem: "it does not exist", runs: null, fix: "Mount CVMFS." }),
    status: "warn",
    says: /platform default.*does not exist/,
    fix: /Mount CVMFS/,
  },
  { what: "an image that does not run", with: image({ runs: false }), status: "warn", fix: /SINGULARITY_IMAGES_DICT/ },
  { what: "no image", with: { container: { images: [] } }, status: "skip" },
]);

const repository = (more: object) => ({ cvmfs: { repositories: [{ ...healthy.cvmfs.repositories[0]!, ...more }] } });
const gone = { mounted: false, problem: "it does not exist" };
describeFaults("cvmfs-mounted", [
  {
    what: "one that hangs",
    with: repository({ mounted: null, problem: "it timed out after 15 s" }),
    status: "warn",
    says: /does not answer/,
    fix: /cvmfs_config/,
  },
  { what: "one that is not there", with: repository(gone), status: "warn", says: /cannot be used/ },
  { what: "one that is not in the tree", with: { ...repository(gone), site: { complete: false } }, status: "skip" },
]);

const health = (more: object) => repository({ health: { ...healthy.cvmfs.repositories[0]!.health!, ...more } });
describeFaults("cvmfs-health", [
  {
    what: "an error an hour ago",
    with: health({ ioErrors: 3, lastIoErrorAt: now - 3600 }),
    status: "warn",
    says: /1 h ago/,
  },
  { what: "an error yesterday", with: health({ ioErrors: 3, lastIoErrorAt: now - 86_400 }), status: "pass" },
  { what: "an old catalogue", with: health({ expiresMinutes: -90 }), status: "warn", says: /1 h 30 min/ },
  { what: "a small cache", with: health({ cacheMiB: 500 }), status: "warn", says: /500 MiB/, fix: /CVMFS_QUOTA_LIMIT/ },
  {
    what: "too many open files",
    with: health({ usedFiles: 900, maxFiles: 1000 }),
    status: "warn",
    fix: /CVMFS_NFILES/,
  },
  { what: "a client that says nothing", with: repository({ health: null }), status: "skip" },
]);

const listed = (...entries: string[]) => ({ site: { denylist: { path: "/etc/denylist", entries, problem: "" } } });
describeFaults("denylist", [
  { what: "by its name", with: listed("WN042.example.org"), status: "fail", says: /as WN042/ },
  { what: "by its short name", with: listed("wn042"), status: "fail" },
  { what: "by its address", with: listed("192.0.2.42"), status: "fail" },
  { what: "by a pattern", with: listed("wn0*.example.*"), status: "fail" },
  { what: "by a pattern that is only alike", with: listed("wn042*wn042*", "*.com", "wn04", "*042"), status: "fail" },
  { what: "others", with: listed("wn041.example.org", "*.example.com", "x*"), status: "pass" },
  {
    what: "a list that cannot be read",
    with: { site: { denylist: { path: "/d", entries: [], problem: "denied" } } },
    status: "warn",
  },
]);

describeFaults("leftover-directories", [
  {
    what: "two of them",
    with: {
      site: {
        leftovers: {
          processes: [],
          directories: [
            { path: "/tmp/glidein-a", uid: 7, why: "dead" },
            { path: "/tmp/glide_b", uid: null, why: "old" },
          ],
        },
      },
    },
    status: "warn",
    says: /2 directories: \/tmp\/glidein-a, \/tmp\/glide_b/,
    fix: /glidein gc/,
  },
]);
describeFaults("leftover-processes", [
  {
    what: "a starter without its master",
    with: {
      site: {
        leftovers: {
          directories: [],
          processes: [{ pid: 77, name: "condor_starter", why: "its condor_master is gone" }],
        },
      },
    },
    status: "warn",
    says: /condor_starter \(77\)/,
    fix: /kill 77/,
  },
]);
describeFaults("account", [
  { what: "not known", with: { site: { accountKnown: false } }, status: "warn", says: /uid 1000/ },
]);

const condor = (more: object) => ({ condor: { ...healthy.condor, version: null, ...more } });
describeFaults("htcondor-loads", [
  {
    what: "a library that is missing",
    with: condor({ problem: "condor_version: libssl.so.3: cannot open shared object file" }),
    status: "fail",
    says: /libssl/,
    fix: /Install the library/,
  },
  {
    what: "a directory without HTCondor",
    with: condor({ tree: null, from: "/opt/c", problem: "it has no sbin/condor_master" }),
    settings: { GLIDEIN_Condor: "/opt/c" },
    status: "fail",
    fix: /whole release/,
  },
  { what: "none on the node", with: condor({ tree: null, problem: "no condor_master was found" }), status: "skip" },
  {
    what: "one that was not run",
    with: condor({ problem: "condor_version: it is not run on a recorded node and" }),
    status: "skip",
  },
  {
    what: "a tarball",
    with: condor({ tree: null, problem: "" }),
    settings: { GLIDEIN_Condor: "/c.tar.gz" },
    status: "skip",
  },
]);
describeFaults("condor-config-accepted", [
  {
    what: "a refusal",
    with: { condor: { ...healthy.condor, configuration: { accepted: false, said: "line 7" } } },
    status: "fail",
    says: /line 7/,
  },
]);

describe("a denylist with a hostile pattern", () => {
  it("is judged at once", () => {
    const facts = having(healthy, listed(`${"*a".repeat(100)}*`));
    expect(judge("denylist", facts).status).toBe("pass");
  });
});
