import type { ContainerCandidate } from "../../src/model/facts/container.ts";
import { healthy } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

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
