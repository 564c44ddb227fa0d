import { readdirSync } from "node:fs";
import { join } from "node:path";
import { resolveSettings, type WrittenValue } from "../../decide/settings.ts";
import { siteLayer } from "../../decide/site/choose-site.ts";
import { settingsFromConfig } from "../../decide/staging/settings-layer.ts";
import type { Failure } from "../../model/failure.ts";
import type { Sourced } from "../../model/provenance.ts";
import { ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { ClassicRequest } from "./classic-request.ts";

/** Settings of the pilot: what it must have, then what the factory, the VO and the scripts said, then the environment. */
export function pilotSettings(
  request: ClassicRequest,
  values: ReadonlyMap<string, Sourced<string>>,
  own: readonly WrittenValue[],
): Result<Settings, readonly Failure[]> {
  const { arguments: args, directory } = request;
  const token = tokenOf(directory, request.env);
  const rule = (name: string, text: string, why: string): WrittenValue => ({
    name,
    text,
    source: { kind: "rule", rule: why, inputs: [] },
  });
  const first: readonly WrittenValue[] = [
    ...own,
    {
      name: "GLIDEIN_Work_Dir",
      text: args.directory === "" ? "." : args.directory,
      source: { kind: "option", flag: "-dir" },
    },
    ...(token === null ? [] : [rule("GLIDEIN_Token", token, "the factory's token, beside the pilot")]),
    ...(args.mode === "fast" || args.mode === "check" ? [rule("GLIDEIN_Hold_Time", "150", `-v ${args.mode}`)] : []),
  ];
  const resolved = resolveSettings([
    ...[first, settingsFromConfig(values), request.environment],
    ...(request.siteTable ? [siteLayer(request.siteTable)] : []),
  ]);
  return resolved.ok ? ok(resolved.value.settings) : resolved;
}

/** The factory's IDTOKEN: the one `credential_*.idtoken` in the start directory, else what the variables name. */
export function tokenOf(directory: string, env: Readonly<Record<string, string>>): string | null {
  const names = listed(directory);
  const [only, ...others] = names.filter((name) => /^credential_.*\.idtoken$/u.test(name));
  if (only !== undefined && others.length === 0) return join(directory, only);
  for (const path of [env["GLIDEIN_CONDOR_TOKEN"] ?? "", ...(env["IDTOKENS_FILE"] ?? "").split(":")]) {
    if (path === "" || path === "/dev/null") continue;
    const base = path.slice(path.lastIndexOf("/") + 1);
    if (names.includes(base)) return join(directory, base);
    if (path.startsWith("/") && listed(path.slice(0, path.lastIndexOf("/")) || "/").includes(base)) return path;
  }
  const any = names.find((name) => name.endsWith(".idtoken") && !name.startsWith("ce_"));
  return only === undefined && any !== undefined ? join(directory, any) : null;
}

function listed(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
