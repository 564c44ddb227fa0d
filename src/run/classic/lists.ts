import type { Fetcher } from "../../apply/staging/fetcher.ts";
import { type AreaList, listsOf, mayBeMissing } from "../../decide/staging/area-lists.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { AreaId } from "../../parse/gwms/arguments.ts";
import { type ListedFile, readFileList } from "../../parse/gwms/file-list.ts";
import { invalid, type OpenArea, signedText, wanted } from "./areas.ts";

/** A list with its files. */
export interface OpenList extends AreaList {
  readonly open: OpenArea;
  readonly files: readonly ListedFile[];
}

export interface OpenLists {
  readonly lists: readonly OpenList[];
  readonly warnings: readonly string[];
}

/** All lists at once; they are worked through later, in their order. */
export async function openLists(
  fetcher: Fetcher,
  areas: ReadonlyMap<AreaId, OpenArea>,
): Promise<Result<OpenLists, Failure>> {
  const ids = new Set(areas.keys());
  const read = await Promise.all(
    listsOf(ids).map(async (list): Promise<Result<OpenList & { warning: string | null }, Failure> | null> => {
      const open = areas.get(list.area);
      if (open === undefined) return null;
      const name = open.description.get(list.kind);
      if (name === undefined) return mayBeMissing(list, ids) ? null : err(missing(open, list.kind));
      const text = await signedText(fetcher, open, name);
      if (!text.ok) return text;
      const shown = wanted(open.argument, name, null).shown;
      const parsed = readFileList(text.value);
      if (!parsed.ok) return err(invalid(shown, parsed.error));
      const warning =
        parsed.value.unfinished === null
          ? null
          : `${shown}: its last line does not end and is left out, as GlideinWMS leaves it out`;
      return ok({ ...list, open, files: parsed.value.files, warning });
    }),
  );
  const lists: OpenList[] = [];
  const warnings: string[] = [];
  for (const one of read) {
    if (one === null) continue;
    if (!one.ok) return one;
    lists.push(one.value);
    if (one.value.warning !== null) warnings.push(one.value.warning);
  }
  return ok({ lists, warnings });
}

const missing = (open: OpenArea, kind: string): Failure =>
  failure(
    "STAGE_INVALID",
    wanted(open.argument, open.argument.description, null).shown,
    `it names no ${kind}`,
    "Publish the staging area anew (reconfig).",
  );
