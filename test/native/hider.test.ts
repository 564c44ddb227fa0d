// The real program; what jobs of HTCondor see is tested in e2e.
import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asUser, at, directory, execute, hide, hider, isRoot, job, mayHide, nobody, places, start } from "./hidden.ts";

describe.runIf(mayHide)("a hidden program", () => {
  it("is who it was, where it was, and process 2 of its world", () => {
    const { stdout } = hide("id -u; id -g; pwd; echo $$; set -- /proc/[0-9]*; echo $#; echo x > made && cat made");
    const [user, group] = isRoot ? [nobody, nobody] : [process.getuid?.(), process.getgid?.()];
    expect(stdout.split("\n")).toEqual([`${user}`, `${group}`, join(execute, "dir_1"), "2", "2", "x", ""]);
  });

  it("finds nothing of what is hidden, by path, by way of its directory, or by mounting anew", () => {
    const look = `find ${directory} -type f -exec cat {} +; cat ../dir_2/own ../../tokens/one; ls ..`;
    const { stdout } = hide(
      `${look}; unshare -Urm sh -c 'umount ${at("token")}; umount ${execute}; umount /proc; mount --bind ${directory} /mnt && cat /mnt/token; ${look}'; true`,
    );
    expect(stdout).not.toContain("secret");
    expect(stdout).toContain("dir_1");
  });

  it("cannot get at the process that holds its world, or write what is protected", () => {
    const { stdout } = hide(
      `cat /proc/1/environ; ls /proc/1/root/; nsenter -t 1 -U -m true && echo entered; touch ${at("work", "new")} ${at("work", "tokens", "new")}; echo y > ${at("token")}; kill -9 1; echo alive`,
    );
    expect(stdout).toBe("alive\n");
    expect(readFileSync(at("token"), "utf8")).toBe("secret-token");
  });

  it("can write what is kept below something protected", () => {
    const shared = at("work", "shared");
    mkdirSync(shared, { recursive: true });
    if (isRoot) chownSync(shared, nobody, nobody);
    hide(`echo z > ${shared}/made; echo z > ${at("work", "made")}`, [...places, "--keep", shared]);
    expect(readFileSync(join(shared, "made"), "utf8")).toBe("z\n");
    expect(readdirSync(at("work"))).not.toContain("made");
  });

  it("finds the groups that it is given", () => {
    writeFileSync(at("groups"), "ours:x:1:\n", { mode: 0o644 });
    expect(hide("cat /etc/group", [...places, "--groups", at("groups")]).stdout).toBe("ours:x:1:\n");
  });

  it("has no rights in its world", () => {
    expect(hide("grep -c 'Cap\\(Inh\\|Prm\\|Eff\\|Amb\\).*0000000000000000' /proc/self/status").stdout).toBe("4\n");
  });

  it.each([
    ["exit 0", 0, null],
    ["exit 3", 3, null],
    ["exit 255", 255, null],
    ["kill -TERM $$", null, "SIGTERM"],
    ["kill -KILL $$", null, "SIGKILL"],
    ["ulimit -c 0; kill -SEGV $$", null, "SIGSEGV"],
    ["(exit 5) & wait $!; exit $?", 5, null],
  ])("that ends with `%s` has ended so for who started it", (script, status, signal) => {
    // setpriv executes it in place, so the end is the program's own.
    expect(hide(script)).toMatchObject({ status, signal });
  });

  it("that cannot be executed gives a shell's status", () => {
    const run = (path: string) => {
      const [program, ...rest] = [...asUser, hider, "--", path];
      return spawnSync(program, rest, { encoding: "utf8" });
    };
    expect(run(at("nothing"))).toMatchObject({
      status: 127,
      stderr: `hider: cannot execute ${at("nothing")}: errno 2\n`,
    });
    expect(run(at("work"))).toMatchObject({ status: 126 });
  });

  it("gets the signals that are sent to its starter", async () => {
    const running = start("trap 'echo told; exit 9' USR1; echo ready; while :; do sleep 0.05; done");
    await running.says("ready");
    running.child.kill("SIGUSR1");
    expect(await running.ended).toEqual([9, null]);
    expect(running.output()).toContain("told");
  });

  it("takes everything that it started with it, and so does its starter when that is killed", async () => {
    const script = `(setsid /bin/sh -c 'trap : TERM; while :; do echo on; sleep 0.05; done' &) ; echo ready`;
    const left = start(`${script}; sleep 0.2; exit 4`);
    expect(await left.ended).toEqual([4, null]);
    const killed = start(`${script}; sleep 300`);
    await killed.says("on");
    killed.child.kill("SIGKILL");
    // Its output ends when the last process that holds it is gone.
    expect(await killed.ended).toEqual([null, "SIGKILL"]);
  });

  it("does not see a file that takes the place of a masked one", async () => {
    const running = start(
      `echo ready; while ! [ -e again ]; do cat ${at("token")}; sleep 0.01; done; sleep 1; echo later; cat ${at("token")}`,
    );
    await running.says("ready");
    writeFileSync(at("token.new"), "secret-renewed");
    if (isRoot) chownSync(at("token.new"), nobody, nobody);
    renameSync(at("token.new"), at("token"));
    writeFileSync(join(execute, "dir_1", "again"), "");
    expect(await running.ended).toEqual([0, null]);
    rmSync(join(execute, "dir_1", "again"));
    writeFileSync(at("token"), "secret-token");
    // A read in the moment between the two may succeed, so what was read before is not judged.
    expect(running.output().split("later\n").at(-1)).toBe("");
  });
});

describe("what cannot be hidden", () => {
  const broken = [...places, "--keep", at("nowhere")];

  it.runIf(mayHide)("is run as it is, with a line in the report", () => {
    const report = at("work", "report");
    const { status, stdout } = hide(`cat ${at("token")}; exit 6`, [...broken, "--report", report]);
    expect({ status, stdout }).toEqual({ status: 6, stdout: "secret-token" });
    expect(readFileSync(report, "utf8")).toBe(`keep ${at("nowhere")}: errno 2\n`);
    rmSync(report);
  });

  it.runIf(mayHide)("is not run where it is required, and HTCondor's file for that says why", () => {
    const report = join(execute, "dir_1", "failure");
    const env = { ...job, _CONDOR_WRAPPER_ERROR_FILE: report };
    expect(hide("echo ran", ["--required", ...broken], env)).toMatchObject({ status: 125, stdout: "" });
    expect(readFileSync(report, "utf8")).toContain("keep");
    rmSync(report);
    expect(hide("echo ran", ["--required", ...places], env)).toMatchObject({ status: 0, stdout: "ran\n" });
    expect(() => readFileSync(report)).toThrow("ENOENT");
  });

  it.runIf(isRoot)("is everything of root, who could take it off again", () => {
    const done = spawnSync(hider, ["--required", "--", "/bin/true"], { encoding: "utf8" });
    expect(done).toMatchObject({ status: 125, stderr: "namespace: errno 1\n" });
  });

  it.runIf(mayHide)("a job whose directory is elsewhere", () => {
    for (const scratch of ["", "/", execute, `${execute}/`, `${execute}//x`, `${execute}x/dir_1`, "/nowhere"])
      expect(hide("exit 0", ["--required", ...places], { ...job, _CONDOR_SCRATCH_DIR: scratch }).status).toBe(125);
  });
});

describe("options", () => {
  it("come from the file beside the program when the first word is none", () => {
    writeFileSync(
      `${hider}.options`,
      ["--runtime", "/bin/echo", ...places, "--required", "--"].map((one) => `${one}\0`).join(""),
    );
    const run = (...words: readonly string[]) => {
      const [program = hider, ...rest] = [...asUser, hider, ...words];
      return spawnSync(program, rest, { encoding: "utf8", env: job, cwd: join(execute, "dir_1") });
    };
    // A container runtime is run as it is, also where nothing can be hidden.
    expect(run("/bin/echo", "--cover", "x")).toMatchObject({ status: 0, stdout: "--cover x\n" });
    if (mayHide)
      expect(run("/bin/sh", "-c", `cat ${at("token")}; echo $$`)).toMatchObject({ status: 0, stdout: "2\n" });
    rmSync(`${hider}.options`);
    expect(run("/bin/echo").status).toBe(125);
  });

  it.each([[["--cover"]], [["--cover", "/x"]], [["--"]], [["--required", "--mask", "--"]]])(
    "that make no sense end it: %s",
    (words) => {
      expect(spawnSync(hider, words).status).toBe(64);
    },
  );
});
