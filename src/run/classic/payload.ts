import type { Fetcher } from "../../apply/staging/fetcher.ts";
import { type Disposition, dispositionOf } from "../../decide/staging/replacements.ts";
import type { Failure } from "../../model/failure.ts";
import { err, type Result } from "../../model/result.ts";
import { conditionalWord, type ListedFile } from "../../parse/gwms/file-list.ts";
import { unsigned, wanted } from "./areas.ts";
import type { OpenList } from "./lists.ts";

const largestFile = 256 * 2 ** 20;
const largestArchive = 4 * 2 ** 30;

/** Data that only the pilot needs, and only sometimes: it is fetched when it is. */
const onDemand = new Set(["untar.cfg", "grid-mapfile"]);

/** The files of all lists: what becomes of each, and its content, fetched once and as early as it is known to be needed. */
export class Payload {
  readonly lists: readonly OpenList[];
  readonly #fetcher: Fetcher;
  readonly #cvmfsExec: () => boolean;

  /** `cvmfsExec`: whether CVMFS is mounted on demand, as far as that is known by now. */
  constructor(fetcher: Fetcher, lists: readonly OpenList[], cvmfsExec: () => boolean) {
    this.#fetcher = fetcher;
    this.lists = lists;
    this.#cvmfsExec = cvmfsExec;
  }

  dispositionOf(list: OpenList, file: ListedFile): Disposition {
    return dispositionOf({
      area: list.area,
      name: file.name,
      digests: list.open.signature.get(file.remote),
      cvmfsExec: this.#cvmfsExec(),
    });
  }

  /** Whether nothing of it is fetched unless a script asks for it. */
  isHeldBack(list: OpenList, file: ListedFile): boolean {
    return onDemand.has(file.name) || this.dispositionOf(list, file).kind === "replaced";
  }

  /** Begins to fetch whatever will be needed whatever the scripts do; the walk asks again, and waits only for what is late. */
  begin(predicted: (name: string) => string): void {
    for (const list of this.lists) {
      for (const file of list.files) {
        if (this.isHeldBack(list, file) || !isWanted(file, predicted)) continue;
        void (file.type === "untar" ? this.archive(list, file) : this.content(list, file));
      }
    }
  }

  content(list: OpenList, file: ListedFile): Promise<Result<Buffer, Failure>> {
    const digests = list.open.signature.get(file.remote);
    if (digests !== undefined)
      return this.#fetcher.content(wanted(list.open.argument, file.remote, digests, largestFile));
    if (file.type !== "nocache")
      return Promise.resolve(err(unsigned(wanted(list.open.argument, file.remote, null).shown)));
    const key = `${list.area}/${file.remote}`;
    let running = this.#unsigned.get(key);
    if (running === undefined) {
      running = this.#fetcher.content(wanted(list.open.argument, file.remote, null));
      this.#unsigned.set(key, running);
    }
    return running;
  }
  readonly #unsigned = new Map<string, Promise<Result<Buffer, Failure>>>();

  /** Path of a verified archive. */
  archive(list: OpenList, file: ListedFile): Promise<Result<string, Failure>> {
    const digests = list.open.signature.get(file.remote);
    const place = wanted(list.open.argument, file.remote, null);
    if (digests === undefined) return Promise.resolve(err(unsigned(place.shown)));
    return this.#fetcher.file({ ...wanted(list.open.argument, file.remote, digests, largestArchive), digests });
  }

  /** Held-back files that a text names: helpers that a script sources. */
  namedIn(text: string): readonly { readonly list: OpenList; readonly file: ListedFile }[] {
    return this.lists.flatMap((list) =>
      list.files.flatMap((file) => {
        if (!this.isHeldBack(list, file) || !text.includes(file.name)) return [];
        const disposition = this.dispositionOf(list, file);
        return disposition.kind === "replaced" && disposition.replacement.isThere ? [] : [{ list, file }];
      }),
    );
  }
}

/** The condition of a file, and the one in the name `gconditional_…`. */
export function isWanted(file: ListedFile, valueOf: (name: string) => string): boolean {
  const word = conditionalWord(file.name);
  if (word !== null && valueOf(`GLIDEIN_USE_${word}`) === "") return false;
  return file.condition === null || (file.condition !== false && valueOf(file.condition) === "1");
}
