// What the release writes about the program, from the program.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRuntime, pinnedRuntimes, runtimeName } from "../../scripts/launcher/pinned-runtimes.ts";
import { architectures, runtimeBytes } from "../../scripts/launcher/runtime-file.ts";
import { bashCompletion, zshCompletion } from "../../scripts/release/completions.ts";
import { manPage } from "../../scripts/release/man-page.ts";
import { sbom } from "../../scripts/release/sbom.ts";
import { settingsTable } from "../../src/model/settings.ts";

const complete = (...words: readonly string[]): readonly string[] => {
  const line = ["glidein", ...words].map((word) => `'${word}'`).join(" ");
  const script = `${bashCompletion()}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _glidein; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).stdout.trim().split("\n");
};

const isThere = (shell: string): boolean => spawnSync(shell, ["-c", ":"]).error === undefined;

describe("the completion", () => {
  it("knows commands, their options, and commands below commands", () => {
    expect(complete("va")).toEqual(["validate"]);
    expect(complete("run", "--work")).toEqual(["--work-dir"]);
    expect(complete("stage", "ver")).toEqual(["verify"]);
    expect(complete("edge", "start", "--lis")).toEqual(["--listen"]);
  });

  it.runIf(isThere("zsh"))("of zsh knows the options of commands below commands", () => {
    const offered = (...words: readonly string[]): readonly string[] => {
      const script = `_arguments() { print -rl -- "$@" }\nwords=(glidein ${words.join(" ")} ''); CURRENT=$#words\n${zshCompletion()}`;
      const ran = spawnSync("zsh", ["-f", "-c", `f() {\n${script}\n}\nf`], { encoding: "utf8" });
      return ran.stdout.split("\n").map((line) => line.replace(/[[=].*/u, ""));
    };
    expect(offered("edge", "start")).toEqual(expect.arrayContaining(["--listen", "--reach"]));
    expect(offered("edge")).toContain("1:command:(start status stop)");
    expect(offered("submit")).toContain("--remote-dir");
  });

  for (const [shell, text] of [
    ["bash", bashCompletion()],
    ["zsh", zshCompletion()],
  ] as const)
    it.runIf(isThere(shell))(`is a script that ${shell} reads`, () => {
      const checked = spawnSync(shell, ["-n"], { input: text, encoding: "utf8" });
      expect(checked.stderr).toBe("");
      expect(text).toContain("validate");
    });
});

it("the manual page names every setting and is plain roff", () => {
  const page = manPage("1.2.3", 1_700_000_000);
  for (const name of Object.keys(settingsTable)) expect(page).toContain(`.B ${name}`);
  // Options of settings are told once, not with each of ten commands.
  expect(page.split("\n").filter((line) => line.endsWith("\\-\\-stage\\-key"))).toHaveLength(1);
  expect(page.split("\n").length).toBeLessThan(1500);
  expect(page).toContain('.TH GLIDEIN 1 "2023-11-14" "glidein 1.2.3"');
  expect(page).toMatch(/^[\n -~]+$/u);
  const requests = page.split("\n").filter((line) => line.startsWith("."));
  expect(requests.filter((line) => !/^\.(TH|SH|SS|TP|BR?|I)( |$)/u.test(line))).toEqual([]);
});

it("the bill of materials names packages and the runtime's libraries, the same every time", () => {
  const packages = [{ name: "@a/b", version: "1.0.0", licence: "MIT", licenceText: "", bytes: 1 }];
  const make = (): string => sbom("1.2.3", 1_700_000_000, packages, { node: "24.0.0", v8: "13.6" });
  const document = JSON.parse(make()) as {
    readonly components: readonly { readonly purl?: string; readonly name: string }[];
  };
  expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1 });
  expect(document.components.map(({ purl, name }) => purl ?? name)).toEqual([
    "pkg:npm/%40a/b@1.0.0",
    `pkg:generic/node@${pinnedRuntimes().version}`,
    "v8",
  ]);
  expect(make()).toBe(make());
});

describe("the pinned runtime", () => {
  const architecture = architectures.find((one) => one === process.arch) ?? "x64";
  const manifest = createRequire(import.meta.url).resolve(`node-linux-${architecture}/package.json`);
  const binary = readFileSync(join(dirname(manifest), "bin", "node"));
  it("is the one of the installed package", () => {
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
    expect(pinnedRuntimes().version).toBe(version);
    expect(describeRuntime(binary, architecture)).toEqual(pinnedRuntimes().runtimes[architecture]);
    expect(runtimeName(architecture)).toMatch(/^node-[\d.]+-linux-\w+-[0-9a-f]{12}$/u);
  });
  it("is for the processor that it says, or is refused", () => {
    expect(() => runtimeBytes(binary, architecture === "x64" ? "arm64" : "x64")).toThrow(/not for/u);
    expect(() => runtimeBytes(Buffer.alloc(100), "x64")).toThrow(/no 64-bit/u);
  });
});
