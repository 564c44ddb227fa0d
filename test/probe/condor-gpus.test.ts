import { describe, expect, it } from "vitest";
import type { CommandRequest, CommandResult } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { err, ok } from "../../src/model/result.ts";
import { parseDetectedGpus } from "../../src/parse/gpu/detected-gpus.ts";
import { probeCondorGpus } from "../../src/probe/condor-gpus.ts";
import { commandResult } from "../rig/command-result.ts";

const tree = { libexec: "/opt/condor/libexec", libraryPath: ["/opt/condor/lib"] };

function node(files: readonly string[], result: Partial<CommandResult>) {
  const asked: CommandRequest[] = [];
  const host = new MemoryHost({
    files: Object.fromEntries(files.map((path) => [path, ""])),
    env: { CUDA_VISIBLE_DEVICES: "0,1", LD_PRELOAD: "/evil.so" },
    command: (request) => {
      asked.push(request);
      return ok(commandResult(result));
    },
  });
  return { host, asked };
}

describe("HTCondor's own discovery of GPUs", () => {
  it("is asked in the environment that the startd will have", async () => {
    const { host, asked } = node(["/dev/nvidia0"], { stdout: 'DetectedGPUs="GPU-1a2b3c4d, GPU-5e6f7a8b"\n' });
    expect(await probeCondorGpus(host, tree)).toBe(2);
    expect(asked[0]).toMatchObject({
      argv: ["/opt/condor/libexec/condor_gpu_discovery"],
      env: { CUDA_VISIBLE_DEVICES: "0,1", LD_LIBRARY_PATH: "/opt/condor/lib" },
    });
    expect(asked[0]?.env?.["LD_PRELOAD"]).toBeUndefined();
  });

  it("is not asked where there is no device", async () => {
    const { host, asked } = node(["/dev/null", "/dev/nvidiactl"], { stdout: "DetectedGPUs=0\n" });
    expect(await probeCondorGpus(host, tree)).toBeNull();
    expect(await probeCondorGpus(new MemoryHost(), tree)).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each<[string, Partial<CommandResult>]>([
    ["fails", { status: 1, stdout: 'DetectedGPUs="GPU-1"' }],
    ["hangs", { timedOut: true, stdout: 'DetectedGPUs="GPU-1"' }],
    ["says nothing", {}],
  ])("counts as unknown when it %s", async (_, result) => {
    expect(await probeCondorGpus(node(["/dev/kfd"], result).host, tree)).toBeNull();
  });

  it("counts as unknown when the release has none", async () => {
    const host = new MemoryHost({
      files: { "/dev/nvidia0": "" },
      command: () => err({ code: "missing", what: "it does not exist" }),
    });
    expect(await probeCondorGpus(host, { ...tree, libraryPath: [] })).toBeNull();
  });
});

describe("its output", () => {
  it.each<[string, number | null]>([
    ["DetectedGPUs=0\n", 0],
    ['Common=[ x=1; ]\nDetectedGPUs="GPU-1"\nGPUs_GPU_1=[]\n', 1],
    ['DetectedGPUs = "GPU-1, GPU-2,GPU-3"', 3],
    ['DetectedGPUs=""', 0],
    ["DetectedGPUs=many", null],
    ["", null],
    ['NotDetectedGPUs="GPU-1"', null],
  ])("%j is %s GPUs", (output, count) => expect(parseDetectedGpus(output)).toBe(count));
});
