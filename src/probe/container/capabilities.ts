import { explainFailure } from "../../decide/container/explain-failure.ts";
import type { Circumstances, RuntimeInstallation } from "../../model/container-circumstances.ts";
import type { ContainerCapability } from "../../model/facts/container.ts";
import { messageLines } from "../../parse/container/runtime-message.ts";
import { type Climb, failedTrial } from "./ladder.ts";
import { nestedRequest } from "./nested.ts";
import { type Runtime, type Trial, type TrialRequest, tryRuntime, type Workshop } from "./trial.ts";

export type Capabilities = Readonly<Record<string, ContainerCapability>>;

export interface CapabilityContext {
  readonly shop: Workshop;
  readonly runtime: Runtime;
  readonly reached: NonNullable<Climb["reached"]>;
  readonly circumstances: Circumstances;
  readonly installation: () => Promise<RuntimeInstallation | null>;
}

/** What the runtime can do beside running a directory, each proven by doing it. */
export async function probeCapabilities(context: CapabilityContext): Promise<Capabilities> {
  const { reached } = context;
  const [file, bind, gpu, nested] = await Promise.all([
    probeImageFile(context),
    probe(
      context,
      { name: "bind", binds: ["token:/glidein/made/token"] },
      "a target that the image does not have was made and bound",
    ),
    probeGpu(context),
    probeNested(context),
  ]);
  const processes = messageLines(reached.stderr).some((line) => line.includes("Not virtualizing pid namespace"));
  const proc = reached.proof.uidMap !== null;
  return {
    sandbox: { works: true, why: "our program ran in a directory" },
    ...file,
    "bind-new-target": bind,
    proc: { works: proc, why: proc ? "/proc could be read inside" : "there is no /proc inside" },
    "pid-namespace": {
      works: reached.rung.pidNamespace && !processes,
      why: !reached.rung.pidNamespace
        ? "it works only without one"
        : processes
          ? "apptainer.conf has `allow pid ns = no`"
          : `our program was process ${reached.proof.pid} inside`,
    },
    gpu,
    nested,
  };
}

async function probe(
  context: CapabilityContext,
  request: Omit<TrialRequest, "flags">,
  proven: string,
): Promise<ContainerCapability> {
  const trial = await trialOf(context, request);
  return trial.proof !== null ? { works: true, why: proven } : await failureOf(context, trial);
}

const trialOf = (
  { shop, runtime, reached }: CapabilityContext,
  request: Omit<TrialRequest, "flags">,
  more: readonly string[] = [],
): Promise<Trial> => tryRuntime(shop, runtime, { ...request, flags: [...reached.rung.flags, ...more] });

async function failureOf(context: CapabilityContext, trial: Trial): Promise<ContainerCapability> {
  if (!trial.ran.ok)
    return { works: trial.ran.error.code === "not-recorded" ? null : false, why: trial.ran.error.what };
  const { cause, fix } = explainFailure(
    failedTrial(context.runtime, trial, context.circumstances, await context.installation()),
  );
  return { works: false, why: `${cause}. ${fix}` };
}

/** An image file is mounted by FUSE or the kernel, or else unpacked for each job; where FUSE fails, only when told so. */
async function probeImageFile(context: CapabilityContext): Promise<Capabilities> {
  const { fuse } = context.circumstances;
  const trial = await trialOf(context, { name: "sif", image: "image.sif" });
  if (trial.proof !== null && trial.ran.ok) {
    const unpacked = /Converting SIF file|temporary sandbox/u.test(trial.ran.value.stderr);
    return {
      sif: { works: true, why: unpacked ? "an image file was unpacked into a directory" : "an image file was mounted" },
      fuse: unpacked
        ? {
            works: false,
            why: `image files are unpacked for each job: ${fuse === "usable" ? "install squashfuse" : `/dev/fuse is ${fuse}; load the module fuse, give /dev/fuse mode 0666, and install squashfuse`}`,
          }
        : { works: fuse === "usable" ? true : null, why: "an image file was mounted without being unpacked" },
      unsquash: { works: null, why: "not needed" },
    };
  }
  const failed = await failureOf(context, trial);
  if (failed.works === null || (trial.ran.ok && trial.ran.value.timedOut))
    return { sif: failed, fuse: failed, unsquash: { works: null, why: "not tried" } };
  const unpacked = await trialOf(context, { name: "unsquash", image: "image.sif" }, ["--unsquash"]);
  const unsquash: ContainerCapability =
    unpacked.proof === null
      ? await failureOf(context, unpacked)
      : { works: true, why: "an image file was unpacked because we asked for it" };
  return {
    sif: unsquash.works === true ? { works: true, why: `only with --unsquash: ${failed.why}` } : failed,
    fuse: failed,
    unsquash,
  };
}

/** Success of `--nv` says nothing; a device that can be found inside does. A device is no program, so it is refused as one. */
async function probeGpu(context: CapabilityContext): Promise<ContainerCapability> {
  const { host } = context.shop;
  const kinds = [
    { option: "--nv", device: "/dev/nvidiactl" },
    { option: "--rocm", device: "/dev/kfd" },
  ] as const;
  for (const { option, device } of kinds) {
    if (!(await host.stat(device)).ok) continue;
    // Inside it has the same mode, and the trial would not tell.
    const open = await host.access(device, 6);
    if (open.ok && !open.value)
      return { works: false, why: `${device} is closed to us. Give it mode 0666, as the driver's own tools do.` };
    const trial = await trialOf(context, { name: "gpu", command: [device] }, [option]);
    if (!trial.ran.ok) return failureOf(context, trial);
    return /permission denied/iu.test(trial.ran.value.stderr)
      ? { works: true, why: `${device} is there inside with ${option}` }
      : {
          works: false,
          why: `${device} is not there inside with ${option}. Install the driver's container support, and check that the device is open to us.`,
        };
  }
  return { works: null, why: "this node shows no GPU device" };
}

async function probeNested(context: CapabilityContext): Promise<ContainerCapability> {
  const request = await nestedRequest(
    context.shop,
    context.runtime,
    context.reached.rung,
    await context.installation(),
  );
  if (request === null)
    return { works: null, why: "not tried: the runtime is not installed where it could be shown inside" };
  return probe(context, request, "a container was started inside of a container");
}
