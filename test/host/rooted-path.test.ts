import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootedPath } from "../../src/host/rooted-path.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "glidein-root-"));
  mkdirSync(join(root, "etc/deep/er"), { recursive: true });
  writeFileSync(join(root, "etc/passwd"), "of the node\n");
  for (const [name, target] of [
    ["absolute", "/etc/passwd"],
    ["up", "../../../../../../etc/passwd"],
    ["round", "round"],
    ["ping", "pong"],
    ["pong", "ping"],
    ["directory", "/etc/deep"],
    ["slash", "/"],
    ["dangling", "/nowhere/at/all"],
    ["long", "a".repeat(4000)],
  ] as const)
    symlinkSync(target, join(root, "etc", name));
  for (let index = 0; index < 60; index += 1)
    symlinkSync(index === 59 ? "/etc/passwd" : `chain${index + 1}`, join(root, "etc", `chain${index}`));
});
afterAll(() => rmSync(root, { recursive: true }));

const at = (path: string, follow = true) => {
  const found = rootedPath(root, path, follow);
  return found.ok ? found.value.slice(root.length) : found.error.code;
};

describe("rootedPath", () => {
  it("puts the root before a path and follows links inside it", () => {
    expect(at("/etc/passwd")).toBe("/etc/passwd");
    expect(at("/etc/absolute")).toBe("/etc/passwd");
    expect(at("/etc/directory/er")).toBe("/etc/deep/er");
    expect(at("/etc/slash/etc/passwd")).toBe("/etc/passwd");
    expect(at("/")).toBe("");
    expect(at("//etc/./deep/..//passwd/")).toBe("/etc/passwd");
  });

  it("cannot be left, neither by .. nor by a link", () => {
    expect(at("/../../etc/passwd")).toBe("/etc/passwd");
    expect(at("/etc/up")).toBe("/etc/passwd");
    expect(at("/etc/slash/../../..")).toBe("");
  });

  it("names what does not exist, for the operation that follows to say so", () => {
    expect(at("/etc/dangling")).toBe("/nowhere/at/all");
    expect(at("/no/such/thing")).toBe("/no/such/thing");
  });

  it("keeps a last link that is not to be followed, but not one on the way", () => {
    expect(at("/etc/absolute", false)).toBe("/etc/absolute");
    expect(at("/etc/absolute/", false)).toBe("/etc/absolute");
    expect(at("/etc/directory/er", false)).toBe("/etc/deep/er");
  });

  it("refuses loops, endless chains and paths that are none", () => {
    for (const path of ["/etc/round", "/etc/ping", "/etc/ping/x", "/etc/chain0"]) expect(at(path)).toBe("loop");
    expect(at("/etc/chain30")).toBe("/etc/passwd");
    expect(at("/etc/pass\0wd")).toBe("io");
    expect(at(`/${"x/".repeat(3000)}`)).toBe("io");
  });

  it("never leads out of the root, whatever is asked for", () => {
    const name = fc.constantFrom("..", ".", "", "etc", "up", "absolute", "directory", "slash", "round", "deep", "x");
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), fc.boolean(), (names, follow) => {
        const found = rootedPath(root, `/${names.join("/")}`, follow);
        if (!found.ok) return found.error.code === "loop";
        return (found.value === root || found.value.startsWith(`${root}/`)) && !found.value.includes("/..");
      }),
    );
  });
});
