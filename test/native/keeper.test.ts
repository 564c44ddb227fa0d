import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";
import { patience } from "../bed/wait.ts";
import { keep, keeper, keepShell, killLeftovers, newMark, processesWith, removeKeeper, says } from "./kept.ts";

afterEach(killLeftovers);
afterAll(removeKeeper);

/** Leaves behind a process in a session of its own, two forks away, that ignores all it can. */
const daemon = `setsid sh -c '(trap "" TERM INT HUP QUIT; echo daemon; while :; do sleep 1; done) &' &`;

describe("the end of the program", () => {
  it("is reported and passed on", async () => {
    const kept = keepShell("exit 7");
    expect(await kept.ended).toBe(7);
    expect(kept.reports()).toEqual([expect.stringMatching(/^started \d+$/), "exited 7"]);
  });

  it("by a signal is reported, and becomes 128 + its number", async () => {
    const kept = keepShell("kill -KILL $$");
    expect(await kept.ended).toBe(137);
    expect(kept.reports().at(-1)).toBe("signalled 9");
  });

  it("names the program's own process", async () => {
    const kept = keepShell("echo $$");
    await kept.ended;
    expect(kept.reports()[0]).toBe(`started ${kept.output().trim()}`);
  });

  it.each([
    ["/nowhere/program", "failed 2"],
    ["/etc/passwd", "failed 13"],
  ])("%s cannot be executed: %s", async (program, report) => {
    const kept = keep([], [program]);
    expect(await kept.ended).toBe(127);
    expect(kept.reports()).toEqual([report]);
  });

  it("needs no one to listen to the reports", async () => {
    const child = spawn(keeper, ["--", "/bin/sh", "-c", "exit 3"], { stdio: "ignore" });
    expect(await once(child, "exit")).toEqual([3, null]);
  });
});

describe("the command line", () => {
  it.each([
    [[]],
    [["--"]],
    [["/bin/true"]],
    [["--nofile", "--", "/bin/true"]],
    [["--unknown", "1", "--", "/bin/true"]],
    [["--parent", "-1", "--", "/bin/true"]],
  ])("%j is refused", (options) => {
    const run = (): string => execFileSync(keeper, options, { encoding: "utf8", stdio: "pipe" });
    expect(run).toThrow(/usage: keeper/);
  });
});

describe("signals", () => {
  const listener = `
    for name in TERM QUIT HUP INT USR1; do trap "echo got $name" $name; done
    trap 'echo got TERM; exit 0' TERM
    echo ready; while :; do sleep 0.02; done`;

  it.each([
    ["SIGTERM", "got TERM"],
    ["SIGINT", "got TERM"],
    ["SIGQUIT", "got QUIT"],
    ["SIGHUP", "got HUP"],
  ] as const)("%s to the keeper: the program %s", async (signal, expected) => {
    const kept = keepShell(listener);
    await says(kept, "ready");
    kept.keeper.kill(signal);
    await says(kept, expected);
    kept.keeper.kill("SIGUSR1");
    await kept.ended;
  });

  it.each(["HUP", "USR1"])("SIG%s from a stranger does nothing", async (signal) => {
    const kept = keepShell(listener);
    await says(kept, "ready");
    execFileSync("sh", ["-c", `kill -${signal} ${kept.keeper.pid}; kill -TERM ${kept.keeper.pid}`]);
    expect(await kept.ended).toBe(0);
    expect(kept.output()).toBe("ready\ngot TERM\n");
  });

  it("start from the defaults, whatever the keeper inherited", async () => {
    const kept = keep(
      [],
      ["/bin/sh", "-c", `trap '' INT PIPE CHLD; exec ${keeper} -- /bin/grep -E '^Sig(Blk|Ign)' /proc/self/status`],
    );
    expect(await kept.ended).toBe(0);
    expect(kept.output()).toBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  });
});

describe("what the program gets", () => {
  it("is a session of its own and none of our descriptors", async () => {
    const kept = keepShell("cut -d' ' -f6 /proc/$$/stat; echo $$; ls /proc/$$/fd");
    await kept.ended;
    const [session, pid, ...descriptors] = kept.output().trim().split("\n");
    expect(session).toBe(pid);
    expect(descriptors.filter((descriptor) => Number(descriptor) < 10)).toEqual(["0", "1", "2"]);
  });

  it("is the limit of open files that was asked for, below the hard one", async () => {
    const kept = keepShell("ulimit -Sn; ulimit -Hn", ["--nofile", "123"]);
    await kept.ended;
    const hard = execFileSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" });
    expect(kept.output()).toBe(`123\n${hard}`);
  });

  it("costs next to nothing", async () => {
    const kept = keepShell("echo ready; exec sleep 60");
    await says(kept, "ready");
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${kept.keeper.pid}/status`, "utf8")) ?? [];
    kept.keeper.kill("SIGUSR1");
    await kept.ended;
    expect(Number(kilobytes)).toBeLessThan(256);
  });
});

describe("nothing is left", () => {
  it("after a sweep, not even a daemon that ignores signals", async () => {
    const kept = keepShell(`trap '' TERM QUIT; ${daemon} while :; do sleep 1; done`);
    await says(kept, "daemon");
    expect(kept.alive().length).toBeGreaterThanOrEqual(3);
    kept.keeper.kill("SIGUSR1");
    expect(await kept.ended).toBe(137);
    expect(kept.alive()).toEqual([]);
    expect(kept.reports().at(-1)).toBe("signalled 9");
  });

  it("when the program ends and leaves a daemon behind", async () => {
    const kept = keepShell(`{ ${daemon} } | { read said; echo $said; exit 5; }`, ["--leftover-grace", "0"]);
    expect(await kept.ended).toBe(5);
    expect(kept.output()).toBe("daemon\n");
    expect(kept.alive()).toEqual([]);
  });

  it("of a process that goes on as another one all the time", async () => {
    // Each starts the next one and ends; what runs at any moment was not there a moment ago.
    const runaway = `export next='sleep 0.002; sh -c "$next" &'; sh -c "$next"; echo running; sleep 60`;
    const kept = keepShell(runaway);
    await says(kept, "running");
    kept.keeper.kill("SIGUSR1");
    expect(await kept.ended).toBe(137);
    expect(kept.alive()).toEqual([]);
  });

  it("but what ends by itself in time may finish", async () => {
    const kept = keepShell("(sleep 0.3; echo finished) & exit 0", ["--leftover-grace", "60"]);
    expect(await kept.ended).toBe(0);
    expect(kept.output()).toBe("finished\n");
  });
});

describe("the death of the keeper's parent", () => {
  const stubborn = `trap 'echo got QUIT' QUIT; trap '' TERM; ${daemon} echo ready; while :; do sleep 0.05; done`;

  it("brings SIGQUIT first, then everything is killed", async () => {
    const { mark, env } = newMark();
    const script = `${keeper} --parent $$ --death-grace 1 -- /bin/sh -c "$0" & wait`;
    const parent = spawn("/bin/sh", ["-c", script, stubborn], { env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    parent.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await vi.waitFor(() => expect(output).toMatch(/ready[^]*daemon|daemon[^]*ready/u), { timeout: patience });
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(output).toContain("got QUIT"), { timeout: patience });
    await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: patience });
  });

  it("is none when it executes another program", async () => {
    const { mark, env } = newMark();
    const script = `${keeper} --parent $$ --death-grace 0 -- /bin/sleep 61 & exec sleep 62`;
    const parent = spawn("/bin/sh", ["-c", script], { env, stdio: "ignore" });
    await vi.waitFor(() => expect(processesWith(mark).length).toBe(3), { timeout: patience });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(processesWith(mark).length).toBe(3);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: patience });
  });

  it("is seen at once", async () => {
    const { mark, env } = newMark();
    const script = `${keeper} --parent $$ --death-grace 0 -- /bin/sh -c "$0" & echo started; wait`;
    const parent = spawn("/bin/sh", ["-c", script, stubborn], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(parent.stdout, "data");
    await vi.waitFor(() => expect(processesWith(mark).length).toBeGreaterThanOrEqual(4), { timeout: patience });
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: patience });
  });

  it("is seen when it came before the keeper could look", async () => {
    const kept = keepShell("trap 'exit 9' QUIT; while :; do sleep 0.02; done", ["--parent", "1"]);
    // The signal may come before the trap is set; dash then ends by it.
    expect([9, 131]).toContain(await kept.ended);
  });
});

it("a killed keeper takes the program with it, in the fast way of condor_master", async () => {
  const kept = keepShell("trap 'echo got QUIT; exit 0' QUIT; echo ready; while :; do sleep 0.02; done");
  await says(kept, "ready");
  kept.keeper.kill("SIGKILL");
  await says(kept, "got QUIT");
  await vi.waitFor(() => expect(kept.alive()).toEqual([]), { timeout: patience });
});

it("the same source gives the same bytes", () => {
  expect(compileNativeProgram("keeper")).toEqual(compileNativeProgram("keeper"));
});
