import { lstatSync } from "node:fs";
import { join } from "node:path";
import { decideLeftMemory, describeObject, type LeftMemory, type MemoryFile } from "../decide/left-memory.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Emit } from "../model/event.ts";
import { type IpcObject, parseSysvIpc } from "../parse/proc/sysvipc.ts";

const directory = "/dev/shm";
const maxBytes = 4_194_304;
const removeMs = 10_000;
const removeOption: Readonly<Record<IpcObject["kind"], string>> = { shm: "-m", sem: "-s", msg: "-q" };
/** Of the node itself; containers have others. */
const nodePids = "pid:[4026531836]";
const nodeIpc = "ipc:[4026531839]";

/**
 * Removes what our jobs left in the node's memory since then, or tells of it where it may be somebody else's. The value is
 * what could not be removed.
 */
export async function removeLeftMemory(
  host: Host,
  actor: Actor,
  since: number,
  emit: Emit,
): Promise<readonly string[]> {
  const { uid } = host.identity();
  if (uid === null) return [];
  // First what is there, then who is: whoever comes later made none of it.
  const objects = await ipcObjects(host);
  const files = memoryFiles(actor);
  const seen = { objects, files, uid, since };
  const some = decideLeftMemory({ ...seen, others: 0, isBlind: false });
  if (some.objects.length + some.files.length === 0) return [];
  const left = decideLeftMemory({ ...seen, others: await othersOf(host, uid), isBlind: await isBlind(host) });
  if (left.spared === null) return remove(host, actor, left);
  emit({ event: "left-alone", what: [...left.objects.map(describeObject), ...left.files], why: left.spared });
  return [];
}

async function remove(host: Host, actor: Actor, { objects, files }: LeftMemory): Promise<readonly string[]> {
  const stuck: string[] = [];
  for (const { kind, id } of objects) {
    const done = await host.command({ argv: ["ipcrm", removeOption[kind], String(id)], timeoutMs: removeMs });
    if (!done.ok || done.value.status !== 0)
      stuck.push(
        `${describeObject({ kind, id })} (${done.ok ? done.value.stderr.trim().slice(0, 200) : done.error.what})`,
      );
  }
  for (const path of files) {
    const removed = actor.removeTree(path);
    if (!removed.ok) stuck.push(removed.error.what);
  }
  return stuck;
}

async function ipcObjects(host: Host): Promise<readonly IpcObject[]> {
  const kinds = ["shm", "sem", "msg"] as const;
  const texts = await Promise.all(kinds.map((kind) => host.readText(`/proc/sysvipc/${kind}`, maxBytes)));
  return kinds.flatMap((kind, index) => {
    const text = texts[index];
    return text?.ok === true ? parseSysvIpc(kind, text.value) : [];
  });
}

function memoryFiles(actor: Actor): readonly MemoryFile[] {
  const names = actor.list(directory);
  return (names.ok ? names.value : []).flatMap((name) => {
    const path = join(directory, name);
    try {
      const { uid, birthtimeMs, mtimeMs } = lstatSync(path);
      // A file system that does not know when a file was made says 0, or when it was changed.
      return [{ path, uid, madeAt: (birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs) / 1000 }];
    } catch {
      return [];
    }
  });
}

/** Processes of the account but for us and those above us. */
async function othersOf(host: Host, uid: number): Promise<number> {
  const names = await host.list("/proc");
  const parents = new Map<number, number>();
  for (const name of (names.ok ? names.value : []).filter((one) => /^[0-9]+$/u.test(one))) {
    const status = await host.readText(`/proc/${name}/status`);
    if (!status.ok || /^State:\s+[ZX]/mu.test(status.value)) continue;
    const owner = /^Uid:\s+([0-9]+)/mu.exec(status.value)?.[1];
    const parent = /^PPid:\s+([0-9]+)/mu.exec(status.value)?.[1];
    if (Number(owner) === uid) parents.set(Number(name), Number(parent));
  }
  for (let pid = host.pid ?? undefined; pid !== undefined; ) {
    const parent = parents.get(pid);
    parents.delete(pid);
    pid = parent;
  }
  return parents.size;
}

/** A container with its own processes may share the memory of the node's. */
async function isBlind(host: Host): Promise<boolean> {
  const [pids, ipc] = await Promise.all([host.readlink("/proc/self/ns/pid"), host.readlink("/proc/self/ns/ipc")]);
  return !(pids.ok && ipc.ok) || (pids.value !== nodePids && ipc.value === nodeIpc);
}
