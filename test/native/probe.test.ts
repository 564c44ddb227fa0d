import { probe as embedded } from "embedded:probe";
import { spawnSync } from "node:child_process";
import { chmodSync, linkSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "glidein-probe-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const probe = join(directory, "probe");
writeFileSync(probe, Buffer.from(embedded, "base64"));
chmodSync(probe, 0o755);

const run = (argv: readonly [string, ...string[]]): { pid: number; status: number | null; stdout: string } => {
  const [program, ...options] = argv;
  return spawnSync(program, options, { encoding: "utf8" });
};
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const userNamespace = readlinkSync("/proc/self/ns/user");
const userMap = readFileSync("/proc/self/uid_map", "utf8")
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/).join(":"))
  .join(",");

const mayUnshare = run(["unshare", "--user", "--map-root-user", "true"]).status === 0;

it("proves that it ran with the token, where, and exits 37", () => {
  const { pid, status, stdout } = run([probe, "a-token"]);
  expect(status).toBe(37);
  expect(stdout).toBe(`PROBE a-token userns=${userNamespace} pid=${pid} bound=- written=- uidmap=${userMap}\n`);
});

it.each([
  ["the token", "a-token", "yes"],
  ["something else", "b-token", "no"],
  ["the token and more", "a-token\n", "no"],
  ["a part of the token", "a-tok", "no"],
  ["nothing", "", "no"],
])("a bound file that holds %s", (_, text, bound) => {
  expect(run([probe, "a-token", file("bound", text)]).stdout).toContain(` bound=${bound} `);
});

it("says that a file is not bound", () => {
  expect(run([probe, "a-token", join(directory, "nowhere")]).stdout).toContain(" bound=no ");
});

it("writes the token to a new file, and only to a new one", () => {
  const written = join(directory, "written");
  const argv = [probe, "a-token", file("bound", "a-token"), written] as const;
  expect(run([...argv]).stdout).toContain(" bound=yes written=yes ");
  expect(readFileSync(written, "utf8")).toBe("a-token");
  expect(run([...argv]).stdout).toContain(" bound=yes written=no ");
});

it("tells the ranges of another user namespace in one word", (context) => {
  if (!mayUnshare) context.skip("user namespaces are refused here");
  const { status, stdout } = run(["unshare", "--user", "--map-root-user", probe, "a-token"]);
  expect(status).toBe(37);
  expect(stdout).toMatch(new RegExp(` userns=user:\\[\\d+\\] .* uidmap=0:${process.getuid?.()}:1\n$`));
  expect(stdout).not.toContain(userNamespace);
});

it("has no proof without a token", () => {
  for (const argv of [[probe], [probe, ""], [probe, "x".repeat(129)]] as const) {
    expect(run([argv[0], ...argv.slice(1)])).toMatchObject({ status: 64, stdout: "" });
  }
});

it("fails when nobody can read the proof", () => {
  expect(spawnSync("sh", ["-c", `${probe} a-token > /dev/full`]).status).toBe(1);
});

it("is HTCondor's exit_37 and get_user_ns under these names", () => {
  for (const name of ["exit_37", "get_user_ns"]) linkSync(probe, join(directory, name));
  expect(run([join(directory, "exit_37")])).toMatchObject({ status: 37, stdout: "" });
  const inode = /\[(\d+)\]/.exec(userNamespace)?.[1];
  expect(run([join(directory, "get_user_ns")])).toMatchObject({ status: 37, stdout: `${inode}\n` });
});

it("needs nothing in its image", (context) => {
  if (!mayUnshare) context.skip("user namespaces are refused here");
  // An empty root with the program alone: no library, no /proc.
  const { status, stdout } = run(["unshare", "--user", "--map-root-user", "--root", directory, "/probe", "a-token"]);
  expect([status, stdout]).toEqual([
    37,
    expect.stringMatching(/^PROBE a-token userns=- pid=\d+ bound=- written=- uidmap=-\n$/),
  ]);
});
