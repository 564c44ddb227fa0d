import { join as joinPath } from "node:path";
import type { Launcher } from "../../decide/launch/launcher.ts";
import { launcherMeddlers } from "../../decide/launch/launcher.ts";
import type { Actor } from "../../host/actor.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { shellWord } from "../../parse/shell-word.ts";
import { stageDirectory } from "./rank-files.ts";

export type Words = readonly [string, ...string[]];

const hostFile = (directory: string, message: string | null): string =>
  joinPath(stageDirectory(directory), message === null ? "hosts" : "hosts-to-tell");

/** Writes the file of hosts that the launcher is to read; null: done, or it wants none. Else why not. */
export function writeHosts(actor: Actor, launcher: Launcher, directory: string, message: string | null): string | null {
  if (launcher.kind !== "one" || launcher.hostFile === undefined) return null;
  const to = hostFile(directory, message);
  const written = actor.writeFile(to, `${launcher.hostFile.join("\n")}\n`);
  return written.ok ? null : `${to} cannot be written: ${written.error.what}`;
}

/** The commands that start the tasks of a launch, or bring a message to them. */
export function launcherCommands(
  launcher: Launcher,
  order: Pick<LaunchOrder, "directory" | "hosts" | "nodes" | "perNode">,
  self: Words,
  message: string | null,
  without: readonly string[],
): readonly Words[] {
  const task = [...self, "rank", "--order", order.directory, ...(message === null ? [] : ["--signal", message])];
  if (launcher.kind === "one") {
    const [first, ...rest] = launcher.words;
    const hosts = hostFile(order.directory, message);
    return [[first, ...rest.map((word) => word.replaceAll("{host-file}", hosts)), ...task]];
  }
  const perNode = message === null ? order.perNode : 1;
  return Array.from({ length: order.nodes * perNode }, (_, index) => index).flatMap((index) => {
    const node = Math.floor(index / perNode);
    const rank = String(node * order.perNode + (index % perNode));
    const words = [...task, "--rank", rank];
    const host = order.hosts?.[node] ?? "";
    if (without.includes(host)) return [];
    if (launcher.words[0] === "{self}") return [join([words[0] ?? ""], words.slice(1))];
    const [first, ...rest] = launcher.words.map((word) => word.replaceAll("{host}", host).replaceAll("{rank}", rank));
    return [join([first ?? "", ...rest], launcher.remoteShell ? words.map(quoted) : words)];
  });
}

const join = ([first, ...rest]: Words, more: readonly string[]): Words => [first, ...rest, ...more];

/** A path that no shell can be told of was refused when the directory was made. */
function quoted(text: string): string {
  const word = shellWord(text);
  return word.ok ? word.value : text;
}

/** What the batch script asked for itself is not what the launcher is to do. */
export function launcherEnvironment(
  env: Readonly<Record<string, string>>,
  system: LaunchOrder["system"],
): Readonly<Record<string, string>> {
  const meddlers = launcherMeddlers[system];
  return meddlers === undefined
    ? env
    : Object.fromEntries(Object.entries(env).filter(([name]) => !meddlers.test(name)));
}
