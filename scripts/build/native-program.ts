// Compiles the few programs that neither Node nor a shell can be: freestanding C, for the machine that builds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sources = join(import.meta.dirname, "..", "..", "src", "native");

/** One name for each `src/native/NAME.c`. */
export const nativePrograms = ["gate", "hider", "holder", "keeper", "probe", "warden"] as const;
export type NativeProgram = (typeof nativePrograms)[number];

const flags = [
  "-std=c11",
  "-Os",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-Wno-unused-function", // syscall.h serves several programs
  // No C library, and nothing that would call one behind our back.
  "-ffreestanding",
  "-fno-builtin",
  "-fno-tree-loop-distribute-patterns",
  "-fno-stack-protector",
  "-nostdlib",
  // Small, and the same bytes every time.
  "-fno-asynchronous-unwind-tables",
  "-fno-unwind-tables",
  "-fno-ident",
  "-s",
  "-Wl,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack",
];

const executable = ["-static", "-fno-pie", "-no-pie"];
/** A Node addon. It is never unloaded: its handlers of signals stay. */
const addon = ["-shared", "-fPIC", "-fvisibility=hidden", "-Wl,-z,nodelete"];

/** The file's bytes for a processor, as Node calls it. Throws with what to install when it cannot be made. */
export function compileNativeProgram(name: NativeProgram, architecture: string = process.arch): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "glidein-native-"));
  try {
    const output = join(directory, name);
    const compiler = crossTool("gcc", architecture) ?? process.env["CC"] ?? "cc";
    const done = spawnSync(
      compiler,
      [...flags, ...(name === "holder" ? addon : executable), "-o", output, join(sources, `${name}.c`)],
      { encoding: "utf8" },
    );
    if (done.error !== undefined)
      throw new Error(`no C compiler (${compiler}): install the Debian packages ${packagesFor(architecture)}`);
    if (done.status !== 0) throw new Error(`${compiler} did not compile ${name}.c${hint(done.stderr)}\n${done.stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const triplets: Readonly<Record<string, string>> = { arm64: "aarch64-linux-gnu", x64: "x86_64-linux-gnu" };

/** A tool for another processor than this machine's, by Debian's names; undefined when it is this one's. */
export function crossTool(tool: string, architecture: string): string | undefined {
  return architecture === process.arch ? undefined : `${triplets[architecture] ?? architecture}-${tool}`;
}

const packagesFor = (architecture: string): string =>
  architecture === process.arch
    ? "gcc and libc6-dev"
    : ({
        arm64: "gcc-aarch64-linux-gnu and libc6-dev-arm64-cross",
        x64: "gcc-x86-64-linux-gnu and libc6-dev-amd64-cross",
      }[architecture] ?? `of a C compiler for ${architecture}`);

function hint(complaint: string): string {
  return /(linux|asm)\/\w+\.h: No such file/.test(complaint) ? ": install the Debian package libc6-dev" : "";
}
