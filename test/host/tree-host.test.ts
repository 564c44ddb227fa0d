import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { TreeHost } from "../../src/host/tree-host.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-tree-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let made = 0;
function treeOf(files: Readonly<Record<string, string>>): string {
  made += 1;
  const root = join(directory, String(made));
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const status = (uid: number) => `Name:\tx\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t7\t7\t7\t7\n`;
const journal = (parts: object) => JSON.stringify({ schema: "glidein.recording/1", ...parts });

describe("a tree that was composed by hand", () => {
  it("is its user's, whoever unpacked it and when", async () => {
    const root = treeOf({ "proc/self/status": status(5001), x: "1" });
    const host = new TreeHost({ root });
    expect(host.identity()).toEqual({ uid: 5001, gid: 7, groups: [] });
    expect(await host.stat("/x")).toMatchObject({
      ok: true,
      value: { uid: 5001, gid: 7, modified: 0, inode: 0, device: 0 },
    });
  });

  it("has access as its owner's bits say, where its user is not root", async () => {
    const root = treeOf({ "proc/self/status": status(5001), x: "1" });
    chmodSync(join(root, "x"), 0o200);
    const host = new TreeHost({ root });
    expect(await host.access("/x", 4)).toEqual({ ok: true, value: false });
    expect(await host.access("/x", 2)).toEqual({ ok: true, value: true });
    expect(await host.readText("/x")).toMatchObject({ ok: false, error: { code: "denied" } });
    writeFileSync(join(root, "proc/self/status"), status(0));
    expect(await new TreeHost({ root }).access("/x", 4)).toEqual({ ok: true, value: true });
  });

  it("has the environment that is given, else its own, else the inherited one", () => {
    const inherited = { A: "inherited" };
    const root = treeOf({ x: "" });
    expect(new TreeHost({ root, inherited }).env).toEqual(inherited);
    expect(new TreeHost({ root }).env).toEqual({});
    const recorded = treeOf({ ".glidein/environment": "A=recorded\0" });
    expect(new TreeHost({ root: recorded, inherited }).env).toEqual({ A: "recorded" });
    expect(new TreeHost({ root: recorded, inherited, env: {} }).env).toEqual({});
  });

  it("answers from the parts of a journal that it has, and hides the journal", async () => {
    const answer = { status: 0, signal: null, stdout: "x", stderr: "", truncated: false, timedOut: false };
    const root = treeOf({
      x: "",
      ".glidein/recording.json": journal({ commands: { '["a"]': { ok: true, value: answer } } }),
    });
    const host = new TreeHost({ root });
    expect(host.problems).toEqual([]);
    expect(await host.list("/")).toEqual({ ok: true, value: ["x"] });
    expect(await host.command({ argv: ["a"], timeoutMs: 1 })).toEqual({ ok: true, value: answer });
    expect(await host.command({ argv: ["b"], timeoutMs: 1 })).toMatchObject({
      ok: false,
      error: { code: "not-recorded" },
    });
    // Names that objects have of themselves are no answers.
    expect((await host.readText("constructor")).ok).toBe(false);
    expect((await host.list("__proto__")).ok).toBe(false);
    expect((await host.resolve("toString")).ok).toBe(false);
  });
});

describe("a journal that is broken is not used, and that is said", () => {
  it.each([
    ["text", "no JSON", "it is not JSON"],
    ["another document", "{}", 'no "schema"'],
    [
      "an answer of another form",
      journal({ stat: { "/x": { ok: true, value: { mode: "0644" } } } }),
      "stat./x.value.type is not one of file",
    ],
    [
      "an error without a code",
      journal({ failures: { "/x": { ok: false, error: {} } } }),
      "failures./x.error.code is not",
    ],
    ["a time after the calendar", journal({ now: 1e300 }), "now is not from 0 to"],
    ["a part that is a list", journal({ commands: [] }), "commands is not an object"],
  ])("%s", (_, text, problem) => {
    const host = new TreeHost({ root: treeOf({ ".glidein/recording.json": text }) });
    expect(host.problems).toHaveLength(1);
    expect(host.problems[0]).toContain(problem);
    expect(host.pid).toBeNull();
  });

  it("as a pipe, and as a link that leads out of the tree", () => {
    const pipe = treeOf({ ".glidein/x": "" });
    execFileSync("mkfifo", [join(pipe, ".glidein/recording.json"), join(pipe, ".glidein/environment")]);
    expect(new TreeHost({ root: pipe, inherited: { A: "1" } })).toMatchObject({ env: { A: "1" } });
    expect(new TreeHost({ root: pipe }).problems).toHaveLength(2);
    const outside = treeOf({ journal: journal({ pid: 7 }) });
    const link = treeOf({ ".glidein/x": "" });
    symlinkSync(join(outside, "journal"), join(link, ".glidein/recording.json"));
    expect(new TreeHost({ root: link }).pid).toBeNull();
  });
});
