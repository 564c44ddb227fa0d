import { type Profile, profiles } from "../../decide/profiles.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseSettingsFile } from "../../parse/settings-file.ts";
import { readInputFile } from "../input-file.ts";

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
  const text = readInputFile("--profile", name);
  if (!text.ok) return text;
  const parsed = parseSettingsFile(text.value);
  if (!parsed.ok) {
    const [first] = parsed.error;
    const place = first?.line === null || first === undefined ? name : `${name}, line ${first.line}`;
    return err(
      failure(
        "SETTING_INVALID",
        place,
        parsed.error.map(({ problem }) => problem).join("; "),
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
