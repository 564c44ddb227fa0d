import type { WrittenValue } from "../../decide/settings.ts";
import { chooseSite, siteLayer } from "../../decide/site/choose-site.ts";
import type { Host } from "../../host/host.ts";
import type { SiteTableFacts } from "../../model/facts/site-table.ts";
import type { Failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { loadModules } from "../modules/load-modules.ts";
import { findModuleSystem } from "../modules/module-system.ts";
import { readTables } from "./read-tables.ts";
import { seeSigns } from "./see-signs.ts";

/** Which site this is; `resolve` gives the settings with what the site's table adds, so that its modules can be loaded. */
export async function probeSiteTable(
  host: Host,
  settings: Settings,
  resolve: (layer: readonly WrittenValue[]) => Result<Settings, readonly Failure[]>,
): Promise<Result<SiteTableFacts, readonly Failure[]>> {
  const read = await readTables(host, settings.GLIDEIN_Sites.value);
  if (!read.ok) return read;
  const { sites, tables } = read.value;
  const chosen = chooseSite(sites, await seeSigns(host, sites), settings);
  if (!chosen.ok) return err([chosen.error]);
  const resolved = resolve(siteLayer(chosen.value));
  if (!resolved.ok) return resolved;
  const wanted = resolved.value.GLIDEIN_Modules.value.filter((name) => name !== "");
  return ok({ ...chosen.value, tables, modules: wanted.length === 0 ? null : await modulesOf(host, wanted) });
}

async function modulesOf(host: Host, wanted: readonly string[]): Promise<SiteTableFacts["modules"]> {
  const { timedOut: _timedOut, ...facts } = await loadModules(host, await findModuleSystem(host, true), wanted);
  return facts;
}
