import type { Host } from "../../host/host.ts";
import { elfMachine } from "../../parse/proc/elf-machine.ts";
import { commandEnvironment } from "../machine/command-environment.ts";

export interface Rejection {
  readonly outcome: string;
  readonly fix: string;
}

/**
 * What can be seen of a program before it is run; null when nothing speaks against it. A program for another processor
 * is not run at all: the system would hand its bytes to a shell.
 */
export async function inspectProgram(host: Host, path: string, limitMs: number): Promise<Rejection | null> {
  if (/[\p{Cc}\u{FFFD}]/u.test(path))
    return {
      outcome: "its path has characters that HTCondor's configuration cannot hold",
      fix: "Rename the directory.",
    };
  const status = await host.stat(path);
  if (!status.ok) {
    const link = await host.readlink(path);
    const nowhere = link.ok && (status.error.code === "missing" || status.error.code === "loop");
    return {
      outcome: nowhere ? "it is a symbolic link that leads nowhere" : status.error.what,
      fix:
        status.error.code === "timeout"
          ? "The file system that it is on hangs: repair or unmount it."
          : "Install it again, or remove this entry.",
    };
  }
  if (status.value.type !== "file")
    return { outcome: `it is a ${status.value.type}, not a program`, fix: "Name the program itself." };
  const executable = await host.access(path, 1);
  if (executable.ok && !executable.value)
    return {
      outcome: "it is not executable for us",
      fix: "Give it mode 0755, on a file system that is not mounted noexec.",
    };
  const header = await host.command({
    argv: ["od", "-A", "n", "-t", "x1", "-N", "20", path],
    env: commandEnvironment(host),
    timeoutMs: limitMs,
    maxBytes: 256,
  });
  if (!header.ok) return null;
  if (header.value.timedOut)
    return {
      outcome: `reading it did not end within ${limitMs / 1000} s`,
      fix: "The file system that it is on hangs: repair or unmount it.",
    };
  const program = elfMachine(Buffer.from(header.value.stdout.replaceAll(/\s/gu, ""), "hex"));
  const node = await nodeMachine(host);
  return program === null || node === null || node === program || (program === "i686" && node === "x86_64")
    ? null
    : { outcome: `it was built for ${program}, and this node is ${node}`, fix: `Install the runtime for ${node}.` };
}

/** Asked of the kernel, because a recording may be read on another machine. */
async function nodeMachine(host: Host): Promise<string | null> {
  const named = await host.command({
    argv: ["uname", "-m"],
    env: commandEnvironment(host),
    timeoutMs: 5000,
    maxBytes: 256,
  });
  return named.ok && named.value.status === 0 ? named.value.stdout.trim() : null;
}
