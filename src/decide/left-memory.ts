import type { IpcObject } from "../parse/proc/sysvipc.ts";

/** A file in /dev/shm; times are epoch seconds. */
export interface MemoryFile {
  readonly path: string;
  readonly uid: number;
  readonly madeAt: number;
}

export interface LeftMemoryInput {
  readonly objects: readonly IpcObject[];
  readonly files: readonly MemoryFile[];
  readonly uid: number;
  /** When the glidein began. */
  readonly since: number;
  /** Processes of the account that are neither we nor whatever started us. */
  readonly others: number;
  /** Whether there may be more of them that we cannot see. */
  readonly isBlind: boolean;
}

export interface LeftMemory {
  readonly objects: readonly IpcObject[];
  readonly files: readonly string[];
  /** Why they are left alone; null: they are to be removed. */
  readonly spared: string | null;
}

/**
 * Memory of the node that jobs left behind: the kernel keeps it when every process is gone, and charges it to the next
 * one. What was made by our account while we ran is ours, unless somebody else of the account is there to have made it.
 */
export function decideLeftMemory({ objects, files, uid, since, others, isBlind }: LeftMemoryInput): LeftMemory {
  const from = Math.floor(since);
  return {
    objects: objects.filter((one) => one.creator === uid && one.attached === 0 && one.changedAt >= from),
    files: files.filter((one) => one.uid === uid && one.madeAt >= from).map(({ path }) => path),
    spared: isBlind
      ? "processes of this account in other containers may use it"
      : others > 0
        ? "other processes of this account live on the node"
        : null,
  };
}

const names: Readonly<Record<IpcObject["kind"], string>> = {
  shm: "System V shared memory",
  sem: "System V semaphores",
  msg: "System V message queue",
};

export const describeObject = ({ kind, id }: Pick<IpcObject, "kind" | "id">): string => `${names[kind]} ${id}`;
