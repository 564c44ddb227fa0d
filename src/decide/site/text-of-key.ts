import { err, ok, type Result } from "../../model/result.ts";
import type { SiteKeyKind } from "../../model/site-keys.ts";
import type { TomlEntry } from "../../parse/toml-entries.ts";

/** The text of a setting that a value in a table of sites stands for, or what it is instead. `below`: keys under it. */
export function textOfKey(
  kind: SiteKeyKind,
  value: TomlEntry["value"],
  below: readonly string[],
): Result<string, string> {
  if (kind === "images") return imageOf(value, below);
  if (below.length > 0) return err("is not a table");
  if (value.kind === "scalar") return ok(String(value.scalar));
  if (kind === "value") return err("is neither a text nor a number nor a truth value");
  if (value.kind !== "list") return err("is neither a text nor a list of texts");
  const items = value.items.map(String);
  const separator = kind === "list" ? "," : " ";
  const split = items.find((item) => (kind === "list" ? item.includes(",") : /\s/u.test(item)));
  // It would come out as two.
  if (split !== undefined)
    return err(
      `has an item with ${kind === "list" ? "a comma" : "a blank"} in it: ${JSON.stringify(split.slice(0, 60))}`,
    );
  return ok(items.join(separator));
}

function imageOf(value: TomlEntry["value"], below: readonly string[]): Result<string, string> {
  const [platform, ...more] = below;
  if (platform === undefined)
    return value.kind === "scalar" ? ok(String(value.scalar)) : err("is not a table of images");
  if (more.length > 0 || value.kind !== "scalar" || typeof value.scalar !== "string")
    return err(`has no image as text for ${JSON.stringify(platform.slice(0, 60))}`);
  if (/[:,]/u.test(platform) || value.scalar.includes(","))
    return err(
      `has a platform or an image with a comma, or a platform with a colon: ${JSON.stringify(platform.slice(0, 60))}`,
    );
  return ok(`${platform}:${value.scalar}`);
}
