// Container facts as a node would give them, to be changed where a test needs it.
import type { ContainerFacts, ContainerImage, WorkingContainer } from "../../../src/model/facts/container.ts";

export const working: WorkingContainer = {
  path: "/usr/bin/apptainer",
  version: "1.4.5",
  fullVersion: "apptainer version 1.4.5",
  mode: "unprivileged",
  kind: "user-namespace",
  rung: "full",
  flags: ["-C"],
  pidNamespace: true,
  because: "it ran in a user namespace of its own",
  capabilities: {
    sandbox: { works: true, why: "" },
    sif: { works: false, why: "" },
    unsquash: { works: null, why: "" },
  },
};

const candidate = { path: "/usr/bin/apptainer", origin: "PATH apptainer", fix: "", version: "1.4.5" };

export const worksHere: ContainerFacts = {
  tried: [{ ...candidate, works: true, outcome: "it works", attempts: [{ rung: "full", works: true, said: "" }] }],
  working,
  inside: null,
  images: [],
  binds: [],
};

export const nothingWorks: ContainerFacts = {
  ...worksHere,
  tried: [
    { ...candidate, path: "/opt/none", works: false, outcome: "it is not there", attempts: [] },
    {
      ...candidate,
      works: false,
      outcome: "user namespaces are off",
      fix: "Switch them on.",
      attempts: [{ rung: "full", works: false, said: "status 1" }],
    },
  ],
  working: null,
};

export const image = (platform: string, more: Partial<ContainerImage> = {}): ContainerImage => ({
  platform,
  image: `/cvmfs/images/${platform}`,
  path: `/cvmfs/images/${platform}`,
  kind: "directory",
  inCvmfs: true,
  runs: null,
  problem: "",
  fix: "",
  shell: true,
  ...more,
});
