// How the bed gets to be root. Real root is used as it is. Anyone else becomes root of a user namespace in which
// their subordinate ids are the other users; one process holds that namespace and everything enters it, because
// the network and the nodes can only share what the same user namespace owns.
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { runCommand } from "./command.ts";
import { holdLifeline, holdOn } from "./lifeline.ts";
import { patience } from "./wait.ts";

export interface Privilege {
  /** put before a command to run it as root of the bed */
  readonly prefix: readonly string[];
  /** option of nsenter that also enters the user namespace */
  readonly enterOptions: readonly string[];
  readonly isRoot: boolean;
}

let shared: Promise<Privilege> | undefined;

/** One for the whole process: it holds nothing for root and one sleeping process for anyone else. */
export function privilege(): Promise<Privilege> {
  shared ??= acquire();
  return shared;
}

async function acquire(): Promise<Privilege> {
  if (process.getuid?.() === 0) {
    const tried = await runCommand(["unshare", "--mount", "--net", "--ipc", "--pid", "--fork", "true"]);
    if (tried.status === 0) return { prefix: [], enterOptions: [], isRoot: true };
    throw new Error(
      `root may make no namespaces here (${tried.stderr.trim()}): run in a virtual machine or a privileged container, or as an ordinary user`,
    );
  }
  const missing = await missingForUserNamespace();
  if (missing.length > 0) throw new Error(`the bed cannot be used without root here: ${missing.join("; ")}`);
  const holder = await holdLifeline(["unshare", "--user", "--map-root-user", "--map-auto", ...holdOn], patience);
  holder.background();
  return {
    prefix: ["nsenter", "--user", "--target", String(holder.pid), "--"],
    enterOptions: ["--user"],
    isRoot: false,
  };
}

async function missingForUserNamespace(): Promise<string[]> {
  const missing: string[] = [];
  const { username, uid } = userInfo();
  const names = (file: string): boolean => {
    try {
      return readFileSync(file, "utf8")
        .split("\n")
        .some((line) => line.startsWith(`${username}:`) || line.startsWith(`${String(uid)}:`));
    } catch {
      return false;
    }
  };
  for (const file of ["/etc/subuid", "/etc/subgid"]) {
    if (!names(file)) missing.push(`${file} has no line for ${username} (add "${username}:100000:65536")`);
  }
  const tried = await runCommand(["unshare", "--user", "--map-root-user", "true"]);
  if (tried.status !== 0) missing.push(`user namespaces are refused (${tried.stderr.trim()})`);
  return missing;
}
