// Compiles the few programs that neither Node nor a shell can be: freestanding C, for the machine that builds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sources = join(import.meta.dirname, "..", "..", "src", "native");

/** One name for each `src/native/NAME.c`. */
export const nativePrograms = ["keeper", "probe", "warden"] as const;
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
  "-static",
  "-fno-pie",
  "-no-pie",
  // Small, and the same bytes every time.
  "-fno-asynchronous-unwind-tables",
  "-fno-ident",
  "-s",
  "-Wl,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack",
];

/** The executable's bytes. Throws with what to install when it cannot be made. */
export function compileNativeProgram(name: NativeProgram): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "glidein-native-"));
  try {
    const output = join(directory, name);
    const compiler = process.env["CC"] ?? "cc";
    const done = spawnSync(compiler, [...flags, "-o", output, join(sources, `${name}.c`)], { encoding: "utf8" });
    if (done.error !== undefined)
      throw new Error(`no C compiler (${compiler}): install the Debian packages gcc and libc6-dev`);
    if (done.status !== 0) throw new Error(`${compiler} did not compile ${name}.c${hint(done.stderr)}\n${done.stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function hint(complaint: string): string {
  return /(linux|asm)\/\w+\.h: No such file/.test(complaint) ? ": install the Debian package libc6-dev" : "";
}
