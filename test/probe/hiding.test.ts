import { describe, expect, it } from "vitest";
import type { CommandResult } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { err, ok } from "../../src/model/result.ts";
import { Patience } from "../../src/probe/container/patience.ts";
import { probeHiding } from "../../src/probe/hiding.ts";
import { working } from "../decide/container/container-facts.ts";
import { commandResult } from "../rig/command-result.ts";

const ended: CommandResult = commandResult();
const proof = "PROBE token userns=user:[2] pid=2 bound=no written=no uidmap=1000:1000:1\n";
const proven = { status: 37, stdout: proof };

/** A node that answers the trials in their order; null: the program cannot be started. */
function trials(
  answers: readonly (Partial<CommandResult> | null)[],
  mountinfo = "",
  ask: (argv: readonly string[]) => void = () => {},
) {
  const left = [...answers];
  const host = new MemoryHost({
    files: { "/proc/self/mountinfo": mountinfo, "/proc/self/ns/user": { link: "user:[1]" } },
    command: ({ argv }) => {
      ask(argv);
      const answer = left.shift() ?? null;
      return answer === null ? err({ code: "missing", what: "no such program" }) : ok({ ...ended, ...answer });
    },
  });
  const image = { directory: "/tmp/image", token: "token" };
  return { host, image, patience: new Patience(60_000), globalOptions: [], options: [] };
}

describe("hiding works", () => {
  it("when our program saw a namespace of its own, no masked file and nothing to write to", async () => {
    expect(await probeHiding(trials([proven, proven]), "AUTO", null)).toEqual({
      works: true,
      said: "",
      containers: null,
      starter: { works: true, said: "", containers: null },
      otherProc: [],
    });
  });

  it("for a starter, with a hidden job below it where that works, and containers that the starter makes", async () => {
    const asked: string[] = [];
    const starter = async (plain: Partial<CommandResult>, ...answers: readonly (Partial<CommandResult> | null)[]) => {
      asked.length = 0;
      const shop = trials([plain, ...answers], "", (argv) => asked.push(argv.join(" ")));
      return (await probeHiding(shop, "AUTO", working)).starter;
    };
    const refused = { status: 125, stderr: "proc: errno 1\n" };
    expect(await starter(proven, proven, proven, proven)).toEqual({ works: true, said: "", containers: true });
    expect(asked[2]).toMatch(/^\.\/hider --required --in-place .* -- \.\/hider --required -- \.\/image\/probe /u);
    expect(asked[3]).toMatch(/^\.\/hider --required --in-place -- \/bin\/sh -c .* exec /u);
    expect(await starter(proven, proven, proven, { status: 255 })).toMatchObject({ works: true, containers: false });
    expect(await starter(proven, proven, refused)).toMatchObject({ works: false, said: "proc: errno 1" });
    expect(await starter(refused, proven, proven)).toMatchObject({ works: true, containers: true });
    expect(asked[1]).toMatch(/^\.\/hider --required --in-place [^']* -- \.\/image\/probe /u);
  });

  it.each([
    ["read what was masked", proof.replace("bound=no", "bound=yes")],
    ["wrote where it was covered", proof.replace("written=no", "written=yes")],
    ["was where we are", proof.replace("user:[2]", "user:[1]")],
    ["had no /proc", proof.replace("user:[2]", "-")],
    ["is not ours", proof.replace("token", "another")],
  ])("not when the program %s", async (_, stdout) => {
    const { works, said } = await probeHiding(trials([{ status: 37, stdout }]), "AUTO", null);
    expect({ works, said }).toEqual({ works: false, said: "status 37" });
  });

  it("not when it says why, in one line", async () => {
    const refused = { status: 125, stderr: "proc: errno 1\n" };
    expect(await probeHiding(trials([refused]), "AUTO", working)).toMatchObject({
      works: false,
      said: "proc: errno 1",
      containers: null,
    });
  });

  it("for containers when the runtime ran our image in there", async () => {
    const inside = async (answer: Partial<CommandResult> | null) =>
      (await probeHiding(trials([proven, answer]), "AUTO", working)).containers;
    expect(await inside(proven)).toBe(true);
    expect(await inside({ status: 255, stderr: "FATAL: no privileges" })).toBe(false);
    expect(await inside(null)).toBeNull();
  });
});

it("is not tried when nobody wants it, or where nothing can be written or started", async () => {
  for (const [shop, wish] of [
    [trials([proven]), "NEVER"],
    [{ problem: "no space" }, "AUTO"],
    [trials([null]), "AUTO"],
  ] as const)
    expect(await probeHiding(shop, wish, null)).toMatchObject({
      works: null,
      said: expect.stringMatching(/^not tried: ./u),
    });
});

it("other places that show processes are found", async () => {
  const line = (id: number, point: string, type: string): string =>
    `${id} 1 0:${id} / ${point} rw - ${type} ${type} rw\n`;
  const mounts =
    line(2, "/proc", "proc") + line(3, "/proc/sys", "proc") + line(4, "/host/proc", "proc") + line(5, "/sys", "sysfs");
  expect((await probeHiding(trials([proven], mounts), "AUTO", null)).otherProc).toEqual(["/host/proc"]);
});
