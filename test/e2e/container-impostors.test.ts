// Programs called apptainer that are no container runtime, before the real one in the search.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { containerFacts } from "./containers/ask.ts";
import { must } from "./rig/must.ts";
import { type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
let node: WorkerNode;
beforeAll(async () => {
  rig = await startRig();
  node = await rig.node();
});
afterAll(() => rig?.stop());

describe("a program that is no runtime,", () => {
  const fakes: readonly (readonly [what: string, make: string, outcome: RegExp])[] = [
    [
      "says FATAL and exits 0",
      'echo "FATAL: broken" >&2; exit 0',
      /status 0 without having run our program \(status 0: FATAL: broken\)/,
    ],
    [
      "claims success",
      'echo "PROBE $* userns=- pid=1 bound=yes written=yes uidmap=-"; exit 37',
      /it failed \(status 37/,
    ],
    ["prints megabytes", "yes FATAL | head -c 20000000; exit 1", /status 1/],
    ["prints megabytes as errors", "yes noise | head -c 20000000 >&2; exit 255", /status 255/],
    ["kills itself", "kill -KILL $$", /killed by SIGKILL/],
    ["ends with 255 and no word", "exit 255", /status 255/],
    ["leaves children behind", "sleep 300 & exit 1", /status 1/],
    ["leaves children behind that no group reaches", "setsid sleep 300 >/dev/null 2>&1 & exit 1", /status 1/],
  ];
  it.each(fakes)("that %s says so", async (_, script, outcome) => {
    await node.exec(
      ["sh", "-c", "mkdir -p /scratch/fake && cat > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer"],
      { input: `#!/bin/sh\n${script}\n` },
    );
    const { tried } = await containerFacts(node, {
      set: ["GLIDEIN_SINGULARITY_BINARY_OVERRIDE=/scratch/fake/apptainer"],
    });
    expect(tried[0]).toMatchObject({
      path: "/scratch/fake/apptainer",
      works: false,
      outcome: expect.stringMatching(outcome),
    });
    expect(tried.at(-1)).toMatchObject({ path: "/usr/bin/apptainer", works: true });
    expect(node.processes("pilot")).toEqual([]);
  });

  it.each([
    ["is a directory", "rm -rf /scratch/fake && mkdir -p /scratch/fake/apptainer", /directory, not a program/],
    [
      "is not executable",
      "rm -rf /scratch/fake && mkdir /scratch/fake && : > /scratch/fake/apptainer",
      /not executable/,
    ],
    [
      "leads nowhere",
      "rm -rf /scratch/fake && mkdir /scratch/fake && ln -s none /scratch/fake/apptainer",
      /leads nowhere|does not exist/,
    ],
    [
      "is a FIFO",
      "rm -rf /scratch/fake && mkdir /scratch/fake && mkfifo /scratch/fake/apptainer",
      /fifo, not a program/,
    ],
    [
      "was built for another processor",
      "rm -rf /scratch/fake && mkdir /scratch/fake && (head -c 18 /bin/true; printf '\\267\\0'; tail -c +21 /bin/true) > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer",
      /built for aarch64, and this node is x86_64/,
    ],
  ])("that %s says so", async (_, make, outcome) => {
    expect((await node.exec(["sh", "-c", make])).status).toBe(0);
    const { tried } = await containerFacts(node, { path: "/scratch/fake:/usr/bin:/bin" });
    expect(tried[0]).toMatchObject({
      path: "/scratch/fake/apptainer",
      works: false,
      outcome: expect.stringMatching(outcome),
    });
    expect(tried.at(-1)).toMatchObject({ path: "/usr/bin/apptainer", works: true });
  });

  it("that hangs costs its limit once", async () => {
    await node.exec(
      [
        "sh",
        "-c",
        "rm -rf /scratch/fake && mkdir /scratch/fake && cat > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer",
      ],
      {
        input: "#!/bin/sh\necho $1 >> /scratch/fake/runs\ntrap '' TERM\nsleep 1000\n",
      },
    );
    const { tried } = await containerFacts(node, { path: "/scratch/fake:/usr/bin:/bin" });
    // Asked for its version while it is to run a program, and for nothing again.
    expect(await must(node, ["sort", "/scratch/fake/runs"])).toBe("--version\nexec\n");
    expect(tried[0]).toMatchObject({ works: false, outcome: expect.stringContaining("did not end within 10 s") });
    expect(tried.at(-1)).toMatchObject({ works: true });
    expect(node.processes("pilot")).toEqual([]);
  });
});
