import { readFileSync } from "node:fs";
import { type Profile, profiles } from "../../decide/profiles.ts";
import { readFailureOf } from "../../host/read-failure.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseSettingsFile } from "../../parse/settings-file.ts";

const lists: Readonly<Record<string, true>> = { only: true, skip: true, warn_only: true };
const words = (text: string): readonly string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** A profile by its name, or one of one's own in a file: settings, and the lists `only`, `skip` and `warn_only`. */
export function findProfile(name: string): Result<Profile, Failure> {
  const known = profiles.find((one) => one.name === name);
  if (known !== undefined) return ok(known);
  if (!/[./]/u.test(name))
    return err(
      failure(
        "USAGE",
        `--profile ${JSON.stringify(name.slice(0, 60))}`,
        "is no profile",
        "Name one of these, or a file.",
        {
          expected: profiles.map((one) => one.name).join(", "),
        },
      ),
    );
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    const { what } = readFailureOf(error);
    return err(
      failure(
        "INPUT_UNREADABLE",
        `--profile ${name}`,
        `cannot be read: ${what}`,
        "Give --profile a file that you may read.",
      ),
    );
  }
  const parsed = parseSettingsFile(text);
  if (!parsed.ok) {
    const place = parsed.error.line === null ? name : `${name}, line ${parsed.error.line}`;
    return err(
      failure(
        "SETTING_INVALID",
        place,
        parsed.error.problem,
        'Write TOML: NAME = VALUE for settings, and only, skip and warn_only as lists of ids, e.g. skip = ["gpus"].',
      ),
    );
  }
  const of = (key: string): readonly string[] => words(parsed.value.find((one) => one.name === key)?.text ?? "");
  const settings = parsed.value.filter((one) => !Object.hasOwn(lists, one.name));
  return ok({
    name,
    doc: "",
    only: of("only"),
    skip: of("skip"),
    warnOnly: of("warn_only"),
    settings: Object.fromEntries(settings.map((one) => [one.name, one.text])),
  });
}
