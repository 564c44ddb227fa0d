// How the launcher becomes the program.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launcherBudget } from "../../scripts/launcher/assemble.ts";
import { launcher, Rig, serve, startedWith, whereIs } from "./rig.ts";

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.remove());

const shells = [
  ["dash"],
  ["bash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["mksh"],
  ["zsh", "--emulate", "sh"],
].filter(([name = ""]) => whereIs(name) !== null);
const hostile = ["a b", "", "x\ny\n", "it's", '"quoted"', "$HOME `id` \\", "*", "--", "-n", "é"];

describe.each(shells)("under %s %s", (name, ...options) => {
  const shell = [whereIs(name ?? "") ?? "", ...options.filter((one) => typeof one === "string")];

  it("gives the program its arguments, input, status and process id", async () => {
    rig.fillCache();
    const env = rig.env({ READ_STDIN: "1", EXIT_STATUS: "7" });
    for (const round of ["cold", "warm"]) {
      const { child, ended } = rig.start([...shell, rig.script, "facts", ...hostile], env, `${round} input\n`);
      const done = await ended;
      expect(done).toMatchObject({ status: 7, stderr: "" });
      const started = startedWith(done);
      expect(started.arguments).toEqual(["facts", ...hostile]);
      expect(started.pid).toBe(child.pid);
      expect(started.stdin).toBe(`${round} input\n`);
    }
  });

  it.each([true, false])("fetches into an empty cache at once, flock(1) is there: %s", async (hasFlock) => {
    const server = await serve();
    rig.addTools("curl");
    if (!hasFlock) rig.removeTools("flock");
    const naps = join(rig.directory, "naps");
    // Where the shell has a sleep of its own nothing is written.
    fs.writeFileSync(naps, "");
    rig.addScript("sleep", `#!/bin/sh\necho "$1" >>'${naps}'\nexec ${whereIs("sleep") ?? ""} "$@"\n`);
    const done = await rig.start([...shell, rig.script, "facts"], rig.env({ GLIDEIN_Runtime_URL: server.url })).ended;
    server.close();
    expect(done).toMatchObject({ status: 0, stderr: "" });
    // Nobody else holds the lock, so nobody waits for it.
    expect(fs.readFileSync(naps, "utf8")).not.toContain("0.");
  });

  it("runs from standard input", async () => {
    rig.fillCache();
    for (let round = 0; round < 2; round++) {
      const done = await rig.start([...shell, "-s", "--", ...hostile], rig.env(), launcher).ended;
      expect(done).toMatchObject({ status: 0, stderr: "" });
      expect(startedWith(done).arguments).toEqual(hostile);
    }
  });

  it("does nothing, and not in silence, when it was cut short", async () => {
    rig.fillCache();
    const program = launcher.indexOf('unpack_program "$@" <<');
    for (const length of [2000, 20_000, program - 20, program + 300, launcher.length - 30]) {
      const cut = join(rig.directory, "cut.sh");
      fs.writeFileSync(cut, launcher.slice(0, length));
      const done = await rig.start([...shell, cut, "facts"], rig.env()).ended;
      expect(done.stdout).toBe("");
      if (length > program) expect(done.status).not.toBe(0);
      // Before the last lines there are only functions: a shell either sees the end of one missing, or has nothing to do.
      else expect(done.status === 0 ? "" : done.stderr).toBe(done.stderr);
    }
  });
});

describe("a clean start", () => {
  it("sets aside what meddles, and says what it was", async () => {
    rig.fillCache();
    const meddling = {
      NODE_OPTIONS: "--require /no/such",
      NODE_PATH: "/x",
      LD_LIBRARY_PATH: "/usr/local/lib",
      LD_DEBUG_OUTPUT: "/no/such/dir/x",
      BASH_ENV: "/no/such",
      ENV: "/no/such",
      PYTHONHOME: "/no/python",
      TEXT: "two\nNODE_ENV=lines\nexport LD_PRELOAD=x",
    };
    const { env } = startedWith(await rig.run([], meddling));
    const kept = Object.keys(env).filter((name) => /^(NODE_|LD_|PYTHON|BASH_ENV$|ENV$)/u.test(name));
    expect(kept).toEqual([]);
    for (const [name, value] of Object.entries(meddling)) {
      expect(env[name === "TEXT" ? name : `GLIDEIN_ORIGINAL_${name}`]).toBe(value);
    }
  });

  it("adds nothing else to the environment, and takes nothing away", async () => {
    rig.fillCache();
    const env = rig.env({ HOME: "/h", IFS: "x", gs_cache: "theirs", GLIDEIN_ORIGINAL_NODE_OPTIONS: "of another" });
    const started = startedWith(await rig.start(["/bin/sh", rig.script], env).ended);
    const ours = ["GLIDEIN_LAUNCHED", "GLIDEIN_SOFT_NOFILE"];
    const shellOwn = ["PWD", "OLDPWD", "SHLVL", "_", "IFS"];
    const names = Object.keys(started.env).filter((name) => !shellOwn.includes(name));
    const expected = [...Object.keys(env), ...ours].filter((name) => name !== "IFS" && !name.includes("ORIGINAL"));
    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(started.env["GLIDEIN_LAUNCHED"]).toBe(String(started.pid));
    expect(started.env["PATH"]).toBe(env["PATH"]);
  });

  it("keeps the limit of open files and the umask", async () => {
    rig.fillCache();
    const text = `ulimit -Sn 300; umask 027; exec sh '${rig.script}'`;
    const started = startedWith(await rig.start(["/bin/sh", "-c", text], rig.env()).ended);
    expect(started.env["GLIDEIN_SOFT_NOFILE"]).toBe("300");
    expect(started.umask).toBe(0o027);
  });

  it("starts without PATH, and with standard input closed", async () => {
    rig.fillCache();
    const { PATH, ...env } = rig.env();
    const done = await rig.start(["/bin/sh", "-c", `exec /bin/sh '${rig.script}' x <&-`], env).ended;
    expect(startedWith(done).arguments).toEqual(["x"]);
    expect(PATH).not.toBe("");
  });
});

it("runs from a directory that cannot be written to, as glidein_startup.sh", async () => {
  rig.fillCache();
  const there = join(rig.directory, "read-only");
  fs.mkdirSync(there);
  fs.writeFileSync(join(there, "glidein_startup.sh"), launcher, { mode: 0o555 });
  fs.chmodSync(there, 0o555);
  const done = await rig.start(["/bin/sh", "-c", `cd '${there}' && ./glidein_startup.sh -v std`], rig.env()).ended;
  expect(startedWith(done).arguments).toEqual(["-v", "std"]);
  expect(fs.readdirSync(there)).toEqual(["glidein_startup.sh"]);
});

it("leaves only the runtime, the program and their notes in the cache", async () => {
  rig.fillCache();
  await rig.run([]);
  const names = fs
    .readdirSync(rig.own)
    .map((name) => name.replace(/^node-.*?(\.\w+)?$/u, "node$1").replace(/^glidein-.*\.cjs/u, "program"));
  expect(names.toSorted()).toEqual([
    "lock",
    "node",
    "node.ok",
    "node.ran",
    "node.used",
    "program",
    "program.ok",
    "program.used",
  ]);
  expect(execFileSync("ls", ["-ld", rig.own], { encoding: "utf8" })).toMatch(/^drwx------/u);
});

it("is small and plain", () => {
  // With the program of the tests; the build checks the whole.
  expect(launcher.length).toBeLessThan(launcherBudget / 8);
  expect(launcher).toMatch(/^[\n\t -~]+$/u);
});
