import type { Check, Finding } from "../../src/model/check.ts";
import { remark, skip, warning } from "../finding.ts";

interface Capability {
  /** What is missing without it. */
  readonly without: string;
  readonly fix: string;
  /** Jobs fail without it; else they are slower, or few need it. */
  readonly needed: boolean;
}

const capabilities: Readonly<Record<string, Capability>> = {
  sandbox: {
    without: "images that are directories cannot be run",
    fix: "Set `allow container dir = yes` in apptainer.conf.",
    needed: true,
  },
  sif: {
    without: "image files (SIF) cannot be run",
    fix: "Install squashfuse or squashfs-tools, and give /dev/fuse mode 0666.",
    needed: true,
  },
  "bind-new-target": {
    without: "directories that an image does not have cannot be bound into it",
    fix: "Set `enable overlay = try` and `enable underlay = yes` in apptainer.conf.",
    needed: true,
  },
  proc: {
    without: "there is no /proc in containers",
    fix: "Set `mount proc = yes` in apptainer.conf, and unmask /proc of the outer container.",
    needed: true,
  },
  gpu: {
    without: "GPUs cannot be used in containers",
    fix: "Install nvidia-container-cli or the driver's libraries, and open the devices in /dev.",
    needed: true,
  },
  "pid-namespace": {
    without: "jobs see the processes of others",
    fix: "Set `allow pid ns = yes` in apptainer.conf, and unmask /proc of the outer container.",
    needed: false,
  },
  fuse: {
    without: "image files are unpacked for each job, which is slow and takes scratch space",
    fix: "Load the module fuse, give /dev/fuse mode 0666 and install squashfuse.",
    needed: false,
  },
  unsquash: { without: "image files cannot be unpacked", fix: "Install squashfs-tools.", needed: false },
  nested: {
    without: "no container can be started inside of a container",
    fix: "Raise user.max_user_namespaces, and install Apptainer without setuid.",
    needed: false,
  },
};

export const containerCapabilities: Check = {
  id: "container-capabilities",
  title: "The container runtime can do what jobs need",
  why: "A runtime that starts may still refuse image files, bind paths or GPUs, and jobs find out one by one.",
  judges:
    "A warning for image directories, image files, bind paths, /proc and GPUs; a remark for what is only slower or rarely needed.",
  thresholds: [],
  phase: "node",
  evaluate: ({ container: { working } }) => {
    if (working === null) return skip("no container runtime works");
    return Object.entries(working.capabilities).flatMap(([name, { works, why }]): readonly Finding[] => {
      if (works !== false) return [];
      const known = capabilities[name];
      const make = known?.needed === true ? warning : remark;
      return [
        make(
          `${known?.without ?? `${name} does not work`}: ${why}`,
          `${working.path}: ${name}`,
          known?.fix ?? "Run the runtime by hand as the pilot's account and follow its message.",
        ),
      ];
    });
  },
};
