import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { patience } from "../bed/wait.ts";
import { killLeftovers, removeKeeper } from "./kept.ts";
import { clock, never, removeWarden, ward } from "./warded.ts";

afterEach(killLeftovers);
afterAll(() => {
  removeKeeper();
  removeWarden();
});

/** Ends like condor_master: after a moment on TERM, at once on QUIT. */
const master = `
  trap 'echo got TERM; exit 0' TERM; trap 'echo got QUIT; exit 0' QUIT; trap 'echo got HUP' HUP
  echo ready; while :; do sleep 0.02; done`;
const stubborn = `trap 'echo got TERM' TERM; trap 'echo got QUIT' QUIT; echo ready; while :; do sleep 0.02; done`;
/** What runs on this machine. */
const programs = (): string => execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
const calm = [never, "stop 1500 500", "status 7"];

describe("the end", () => {
  it("is told to the command, whose status becomes ours", async () => {
    const warded = ward("exit 5", 'case "$2" in --finish) exit 42;; esac', calm);
    expect(await warded.ended).toEqual([42, null]);
    expect(warded.calls()).toEqual(["resume --finish 5"]);
  });

  it("of a keeper that somebody else has taken note of is a loss, not a wait for ever", async () => {
    const warded = ward("exit 5", "exit 76", calm, "wait $!; ");
    expect(await warded.ended).toEqual([76, null]);
    expect(warded.calls()).toEqual(["resume --lost 9"]);
  });

  it("goes without a command that cannot be executed", async () => {
    const warded = ward("echo ready; sleep 0.3; exit 0", "exit 0", calm);
    await warded.says("ready");
    renameSync(warded.file("command"), warded.file("gone"));
    expect(await warded.ended).toEqual([7, null]);
  });

  it("asks again when the command is killed, and goes without it in the end", async () => {
    const warded = ward("exit 0", "kill -KILL $$", calm);
    expect(await warded.ended).toEqual([7, null]);
    expect(warded.calls()).toEqual(["resume --finish 0", "resume --finish 0", "resume --finish 0"]);
  });

  it("waits for a hold, which a stop signal interrupts", async () => {
    const warded = ward(
      "exit 76",
      "trap 'echo interrupted; exit 76' TERM; echo holds; while :; do sleep 0.02; done",
      calm,
    );
    await warded.says("holds");
    warded.warden.kill("SIGTERM");
    expect(await warded.ended).toEqual([76, null]);
    expect(warded.output()).toContain("interrupted");
  });

  it("of a killed keeper ends what it left, however far away", async () => {
    const name = randomUUID();
    const escaped = `(setsid env -i /bin/sh -c 'trap "" TERM HUP INT QUIT; while : ${name}; do sleep 0.1; done' &)`;
    const warded = ward(`${escaped}; trap 'exit 0' TERM; echo ready; while :; do sleep 0.02; done`, "exit 76", calm);
    await warded.says("ready");
    process.kill(warded.keeperPid(), "SIGKILL");
    expect((await warded.ended)[0]).toBe(76);
    expect(warded.calls()).toEqual(["resume --lost 9"]);
    expect(programs()).not.toContain(name);
    expect(warded.alive()).toEqual([]);
  });
});

describe("the command is started", () => {
  it("at the time that our clock says", async () => {
    const time = clock(400);
    const warded = ward(master, "", [`wake ${time} 99999999999`, "stop 1500 500"]);
    await warded.called("resume");
    expect(clock()).toBeGreaterThanOrEqual(time);
    expect(warded.calls()[0]).toBe("resume");
  });

  it("when the wall's clock is already past it", async () => {
    const warded = ward(master, "", [`wake ${clock(86_400_000)} 1`, "stop 1500 500"]);
    await warded.called("resume");
  });

  it("when a watched file comes, changes, is replaced or goes, once each", async () => {
    const warded = ward(master, "", (file) => {
      writeFileSync(file("token"), "one");
      return [...calm, "look 20", "watch /nowhere/at/all", `watch ${file("token")}`];
    });
    await warded.says("ready");
    // What the command saw of a file before anybody watched it may be old.
    await warded.called("resume");
    const change = async (how: () => void): Promise<void> => {
      const before = warded.calls().length;
      how();
      await vi.waitFor(() => expect(warded.calls().length).toBe(before + 1), { timeout: patience });
    };
    // One change at a time: a file that is written anew is empty for a moment.
    await change(() => appendFileSync(warded.file("token"), "other"));
    writeFileSync(warded.file("token.new"), "third");
    await change(() => renameSync(warded.file("token.new"), warded.file("token")));
    await change(() => renameSync(warded.file("token"), warded.file("token.old")));
    await change(() => renameSync(warded.file("token.old"), warded.file("token")));
  });

  it("with a change that comes while it runs it is started once more", async () => {
    const warded = ward(master, "if [ ! -e once ]; then : > once; echo new > token; sleep 0.2; fi", (file) => [
      ...calm,
      "look 20",
      `watch ${file("token")}`,
    ]);
    await vi.waitFor(() => expect(warded.calls()).toEqual(["resume", "resume"]), { timeout: patience });
  });

  it("again after a change that a failed one did not see to", async () => {
    const command = "if [ ! -e once ]; then : > once; exit 1; fi";
    const warded = ward(master, command, (file) => [...calm, `watch ${file("token")}`]);
    await vi.waitFor(() => expect(warded.calls()).toEqual(["resume", "resume"]), { timeout: patience });
  });

  it("with a session, signals and a limit of open files as they should be", async () => {
    const warded = ward(
      master,
      "grep -E '^Sig(Blk|Ign)' /proc/self/status; ulimit -Sn; cat; ls -l /proc/self/fd | grep -c signalfd",
      calm,
    );
    await warded.says("ready");
    warded.warden.kill("SIGUSR1");
    await warded.says("SigIgn:\t0000000000000000\n256\n0\n");
    expect(warded.output()).toContain("SigBlk:\t0000000000000000\n");
  });
});

describe("orders", () => {
  it("to signal the keeper are followed at their times", async () => {
    const warded = ward(master, "", calm);
    await warded.says("ready");
    warded.order([never, "stop 1500 500", `send 1 ${clock()}`, `send 15 ${clock(400)}`]);
    warded.warden.kill("SIGUSR1");
    await warded.says("got HUP");
    expect(warded.output()).not.toContain("got TERM");
    expect(await warded.ended).toEqual([0, null]);
    expect(warded.output()).toMatch(/got HUP\n[^]*got TERM/u);
  });

  it("stay when the command fails or writes half of a file", async () => {
    const breaks = "printf 'wake 0 0\\nsend 15 0\\n' > state.new; mv state.new state; exit 1";
    const warded = ward(master, `[ "$2" = --signal ] || { ${breaks}; }`, calm);
    await warded.says("ready");
    warded.order([`wake ${clock(100)} 99999999999`, `send 3 ${clock(1500)}`, "stop 1500 500"]);
    warded.warden.kill("SIGUSR1");
    expect((await warded.ended)[0]).not.toBeNull();
    expect(warded.calls()).toContain("resume");
    expect(warded.output()).toContain("got QUIT");
    expect(warded.output()).not.toContain("got TERM");
  });

  it("are read once: an order that was followed is not followed again", async () => {
    const warded = ward(master, "", calm);
    await warded.says("ready");
    warded.order([never, "stop 1500 500", `send 1 ${clock()}`]);
    warded.warden.kill("SIGUSR1");
    await warded.says("got HUP");
    warded.warden.kill("SIGUSR2");
    await warded.called("resume --signal 12");
    warded.order([never, "stop 1500 500", `send 15 ${clock()}`]);
    warded.warden.kill("SIGUSR1");
    await warded.ended;
    expect(warded.output().match(/got HUP|got TERM/gu)).toEqual(["got HUP", "got TERM"]);
  });
});

describe("a stop signal", () => {
  it.each([
    ["SIGTERM", 15],
    ["SIGINT", 2],
    ["SIGQUIT", 3],
    ["SIGUSR1", 10],
    ["SIGUSR2", 12],
    ["SIGXCPU", 24],
  ] as const)("%s reaches the command as number %i", async (signal, number) => {
    const warded = ward(master, "", calm);
    await warded.says("ready");
    warded.warden.kill(signal);
    await warded.called(`resume --signal ${number}`);
    expect(warded.output()).not.toContain("got");
  });

  it("SIGHUP, SIGALRM and SIGPIPE are none", async () => {
    const warded = ward(master, "", calm);
    await warded.says("ready");
    for (const signal of ["SIGHUP", "SIGALRM", "SIGPIPE", "SIGVTALRM", "SIGIO"] as const) warded.warden.kill(signal);
    warded.warden.kill("SIGUSR1");
    await warded.called("resume --signal 10");
    expect(warded.calls()).toEqual(["resume --signal 10"]);
  });

  it("without a command that works: TERM, QUIT, and everything is killed in the time there is", async () => {
    const warded = ward(stubborn, "exit 70", calm);
    await warded.says("ready");
    const asked = performance.now();
    warded.warden.kill("SIGTERM");
    await warded.ended;
    expect(performance.now() - asked).toBeGreaterThan(1300);
    expect(warded.output()).toMatch(/got TERM\n[^]*got QUIT\n/u);
    expect(warded.alive()).toEqual([]);
  });

  it("goes before a command that takes long for another reason, and ends all that this one had started", async () => {
    // As long as no other of this machine.
    const long = `sleep 1000.${String(process.pid)}`;
    const hangs = `[ "$*" = resume ] && { (setsid ${long} &); ${long}; }; exit 0`;
    const warded = ward(master, hangs, [`wake ${clock(100)} 99999999999`, "stop 1500 500"]);
    await warded.called("resume");
    warded.warden.kill("SIGTERM");
    await warded.called("resume --signal 15");
    await vi.waitFor(() => expect(programs()).not.toContain(long), { timeout: patience });
  });
});

it("stops and goes on with its batch job", async () => {
  const warded = ward(master, "", calm);
  await warded.says("ready");
  warded.warden.kill("SIGTSTP");
  const state = (): string =>
    /^State:\s+(\S)/mu.exec(readFileSync(`/proc/${String(warded.warden.pid)}/status`, "utf8"))?.[1] ?? "";
  await vi.waitFor(() => expect(state()).toBe("T"), { timeout: patience });
  warded.warden.kill("SIGTERM");
  warded.warden.kill("SIGCONT");
  await warded.called("resume --signal 15");
});

it("its death is the end of everything below", async () => {
  const warded = ward(master, "sleep 1000", [`wake ${clock(100)} 99999999999`]);
  await warded.called("resume");
  warded.warden.kill("SIGKILL");
  await warded.says("got QUIT");
  await vi.waitFor(() => expect(warded.alive()).toEqual([]), { timeout: patience });
});

it("costs next to nothing", async () => {
  const warded = ward(master, "", [...calm, "look 20", "watch /etc/passwd"]);
  await warded.says("ready");
  const memory = readFileSync(`/proc/${String(warded.warden.pid)}/smaps_rollup`, "utf8");
  expect(Number(/^Pss:\s+(\d+) kB/mu.exec(memory)?.[1])).toBeLessThan(100);
});
