import { join } from "node:path";
import { claimDirectory } from "../apply/claim-directory.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { fitted, number, object, text } from "../parse/shape.ts";

/** What `glidein ctl` tells of a glidein that holds its node. */
export interface HoldNote {
  readonly because: string;
  /** Epoch seconds. */
  readonly until: number;
}

const noteFile = "holding.json";
const shape = object<HoldNote>({ because: text, until: number });

export interface HoldPlace {
  /** Where work directories are made; null: nobody knows yet, and the hold goes without a note. */
  readonly parent: string | null;
  /** The work directory, if it is still there. */
  readonly work: string | null;
  readonly name: string;
}

/** Keeps a note of the hold where `ctl` looks for glideins, for as long as it lasts. */
export async function withHoldNote(
  host: Host,
  actor: Actor,
  { parent, work, name }: HoldPlace,
  note: HoldNote,
  hold: () => Promise<void>,
): Promise<void> {
  const own = work !== null || parent === null ? null : await claimDirectory(host, actor, parent, name);
  const directory = work ?? (own?.ok === true ? own.value : null);
  if (directory !== null) actor.writeFile(join(directory, noteFile), `${JSON.stringify(note)}\n`);
  try {
    await hold();
  } finally {
    if (own?.ok === true) actor.removeTree(own.value);
  }
}

export async function readHoldNote(host: Host, work: string): Promise<HoldNote | null> {
  const content = await host.readText(join(work, noteFile));
  if (!content.ok) return null;
  try {
    const note = fitted(shape, JSON.parse(content.value));
    return note.ok ? note.value : null;
  } catch {
    return null;
  }
}
