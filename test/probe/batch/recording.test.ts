import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RecordingHost } from "../../../src/host/recording-host.ts";
import { TreeHost } from "../../../src/host/tree-host.ts";
import { probeBatch } from "../../../src/probe/batch/index.ts";
import { condorInPod, lsf, openPbs, slurmOld } from "./example-nodes.ts";
import { hostOf } from "./node.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-batch-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("a recorded node", () => {
  it.each([
    ["Slurm", slurmOld],
    ["OpenPBS", openPbs],
    ["LSF", lsf],
    ["HTCondor", condorInPod],
  ] as const)("gives the same facts again (%s), and holds nothing of the job's environment", async (name, node) => {
    const options = { now: node.now ?? 1_795_402_700, hostname: node.hostname ?? null };
    const recorder = new RecordingHost(hostOf(node));
    const live = await probeBatch(recorder, options);
    const tree = join(directory, name);
    recorder.write(tree);
    expect(await probeBatch(new TreeHost({ root: tree }), options)).toEqual(live);
    const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name), "utf8")).not.toContain("hunter2");
  });
});
