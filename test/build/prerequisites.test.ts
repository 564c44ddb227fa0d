import { afterEach, expect, it, vi } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";
import { ensureBuildTools } from "../../scripts/build/prerequisites.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("says nothing on a machine that has them all", () => {
  const said: string[] = [];
  ensureBuildTools((text) => said.push(text));
  expect(said).toEqual([]);
});

it("names the packages and the command where they cannot be installed", () => {
  vi.stubEnv("PATH", "/nowhere");
  const ensure = (): void => ensureBuildTools(() => undefined);
  expect(ensure).toThrow(/gcc, libc6-dev, binutils .*apt-get .*install -y .*gcc libc6-dev binutils$/);
});

it("names those of another processor, too, where it is built for", () => {
  vi.stubEnv("PATH", "/nowhere");
  const other = process.arch === "x64" ? "arm64" : "x64";
  const named = { arm64: /gcc-aarch64-linux-gnu, .*, binutils-aarch/u, x64: /gcc-x86-64-linux-gnu, .*, binutils-x86/u };
  expect(() => ensureBuildTools(() => undefined, [process.arch, other])).toThrow(named[other]);
});

it("names the package of a compiler that is not there", () => {
  vi.stubEnv("CC", "/nowhere/cc");
  expect(() => compileNativeProgram("keeper")).toThrow(/gcc and libc6-dev/);
});
