import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { readUntarDirectories } from "../../parse/gwms/constants.ts";
import type { ListedFile } from "../../parse/gwms/file-list.ts";
import { areaText, invalid, wanted } from "./areas.ts";
import type { OpenList } from "./lists.ts";
import type { WalkContext } from "./walk-context.ts";

/** Where an archive is unpacked, as `untar.cfg` of its part says; that file is fetched when the first archive needs it. */
export async function untarDirectory(
  { payload }: WalkContext,
  list: OpenList,
  file: ListedFile,
): Promise<Result<string, Failure>> {
  const shown = wanted(list.open.argument, file.remote, null).shown;
  const without = failure(
    "STAGE_INVALID",
    shown,
    "the part's untar.cfg names no directory for this archive",
    "Publish the staging area anew (reconfig).",
  );
  for (const other of payload.lists.filter(({ area }) => area === list.area)) {
    const table = other.files.find(({ configName }) => configName === "UNTAR_CFG_FILE");
    if (table === undefined) continue;
    const content = await payload.content(other, table);
    if (!content.ok) return content;
    const read = readUntarDirectories(areaText(content.value));
    if (!read.ok) return err(invalid(wanted(other.open.argument, table.remote, null).shown, read.error));
    const directory = read.value.get(file.name);
    return directory === undefined ? err(without) : ok(directory);
  }
  return err(without);
}
