// The program that hides as HTCondor's starter: it becomes another one, as the same process.
import { spawnSync } from "node:child_process";
import { chownSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { patience } from "../bed/wait.ts";
import { asUser, at, execute, hide, hider, isGone, isRoot, mayHide, nobody, places, start } from "./hidden.ts";

describe.runIf(mayHide)("a program that is hidden in place", () => {
  const inPlace = ["--in-place", "--cover", at("work", "tokens"), "--mask", at("token")];
  const run = (script: string) => start(script, inPlace);

  it("is the same process, sees the others but not into them, and finds nothing of what is hidden", async () => {
    const outside = start("echo ready; read end", []);
    await outside.says("ready");
    const peek = `cat /proc/$PPID/environ /proc/$PPID/root${at("token")} /proc/$PPID/cwd/../../../token; cat ${at("token")} ${at("work", "tokens", "one")}`;
    const running = run(
      `echo $$ $(ls ${at("work", "execute")}); ls -d /proc/$PPID; (${peek}) 2>/dev/null; unshare -Urm sh -c "umount -l ${at("token")}; umount -l ${at("work", "tokens")}; cat ${at("token")} ${at("work", "tokens", "one")}" 2>/dev/null; grep Cap[PE] /proc/self/status; kill -KILL $$`,
    );
    expect(await running.ended).toEqual([null, "SIGKILL"]);
    expect(running.output().split("\n")).toEqual([
      `${running.child.pid} dir_1 dir_2`,
      `/proc/${process.pid}`,
      "CapPrm:\t0000000000000000",
      "CapEff:\t0000000000000000",
      "",
    ]);
    outside.child.kill();
  });

  it("does not outlive what keeps the files masked, and takes it along", async () => {
    const killed = run(`read guard rest < /proc/$$/task/$$/children; kill -KILL $guard; sleep 5 > /dev/null`);
    expect(await killed.ended).toEqual([null, "SIGKILL"]);
    const left = run(`read guard rest < /proc/$$/task/$$/children; echo $guard; exit 3`);
    expect(await left.ended).toEqual([3, null]);
    await vi.waitFor(() => expect(isGone(Number(left.output()))).toBe(true), { timeout: patience });
  });

  it("does not see a file that takes the place of a masked one", async () => {
    const running = run(`echo ready; while ! [ -e again ]; do sleep 0.01; done; sleep 1; cat ${at("token")}; echo end`);
    await running.says("ready");
    writeFileSync(at("token.new"), "secret-renewed");
    if (isRoot) chownSync(at("token.new"), nobody, nobody);
    renameSync(at("token.new"), at("token"));
    writeFileSync(join(execute, "dir_1", "again"), "");
    expect(await running.ended).toEqual([0, null]);
    rmSync(join(execute, "dir_1", "again"));
    writeFileSync(at("token"), "secret-token");
    expect(running.output()).toBe("ready\nend\n");
  });

  it("can be a starter whose jobs are hidden in their own way", () => {
    const { status, stdout } = hide(
      `exec ${hider} --required ${places.join(" ")} -- /bin/sh -c 'echo $$; cat ${at("token")}; exit 9'`,
      inPlace,
    );
    expect({ status, stdout }).toEqual({ status: 9, stdout: "2\n" });
  });

  it("gets all of our words when its name is in the file", () => {
    writeFileSync(`${hider}.options`, ["--program", "/bin/echo", ...inPlace, "--"].map((one) => `${one}\0`).join(""));
    const said = (...words: readonly string[]) => {
      const [program = hider, ...rest] = [...asUser, hider, ...words];
      return spawnSync(program, rest, { encoding: "utf8", cwd: "/" }).stdout;
    };
    expect([said("-classad"), said("-f", "-a", "slot1"), said()]).toEqual(["-classad\n", "-f -a slot1\n", "\n"]);
    rmSync(`${hider}.options`);
  });
});
