/** One System V object, of /proc/sysvipc/{shm,sem,msg}. */
export interface IpcObject {
  readonly kind: "shm" | "sem" | "msg";
  readonly id: number;
  /** Who made it. */
  readonly creator: number;
  /** When it was made, or its owner or mode changed last, epoch seconds. */
  readonly changedAt: number;
  /** How many processes use a shared memory; 0 for the others, which nobody holds. */
  readonly attached: number;
}

const idColumns = { shm: "shmid", sem: "semid", msg: "msqid" } as const;

/** Rows by the names of their columns, which kernels have more and more of; a row with a hole is passed over. */
export function parseSysvIpc(kind: IpcObject["kind"], text: string): readonly IpcObject[] {
  const [head = "", ...lines] = text.split("\n");
  const names = head.trim().split(/\s+/u);
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/u);
    const number = (name: string): number => {
      const word = words[names.indexOf(name)] ?? "";
      return /^-?[0-9]{1,15}$/u.test(word) ? Number(word) : Number.NaN;
    };
    const attached = kind === "shm" ? number("nattch") : 0;
    const object = { kind, id: number(idColumns[kind]), creator: number("cuid"), changedAt: number("ctime"), attached };
    return [object.id, object.creator, object.changedAt, attached].some(Number.isNaN) ? [] : [object];
  });
}
