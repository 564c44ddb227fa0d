import type { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import type { Failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { readConstants } from "../../parse/gwms/constants.ts";
import { areaText, invalid, wanted } from "./areas.ts";
import type { Payload } from "./payload.ts";

/**
 * Puts the constants of all parts into the values, in the order in which the walk will: the node is looked at with them
 * while the rest is still being fetched.
 */
export async function predictedConstants(payload: Payload, values: GlideinConfigFile): Promise<Result<null, Failure>> {
  const found = payload.lists.flatMap((list) =>
    list.files.filter(({ configName }) => configName === "CONSTS_FILE").map((file) => ({ list, file })),
  );
  const contents = await Promise.all(found.map(({ list, file }) => payload.content(list, file)));
  for (const [index, content] of contents.entries()) {
    const place = found[index];
    if (place === undefined) continue;
    if (!content.ok) return content;
    const constants = readConstants(areaText(content.value));
    const shown = wanted(place.list.open.argument, place.file.remote, null).shown;
    if (!constants.ok) return err(invalid(shown, constants.error));
    for (const { name, value, line } of constants.value)
      values.set(name, value, { kind: "file", path: `constants of ${place.list.area}`, line, key: name });
  }
  return ok(null);
}
