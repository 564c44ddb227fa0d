import { withChanges } from "../decide/module-changes.ts";
import { type ResolvedSettings, resolveSettings, type WrittenValue } from "../decide/settings.ts";
import { siteLayer } from "../decide/site/choose-site.ts";
import type { Host } from "../host/host.ts";
import { settledHost } from "../host/settled-host.ts";
import type { SiteTableFacts } from "../model/facts/site-table.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { probeSiteTable } from "../probe/site-table/probe-site-table.ts";

export interface AtSite extends ResolvedSettings {
  /** With the environment that the site's modules made, and without the network where that is not to be used. */
  readonly host: Host;
  /** null: replayed facts from before there were tables of sites. */
  readonly siteTable: SiteTableFacts | null;
}

/**
 * The settings with what a table of sites adds under all that was written; `known` is what was found out before, or
 * elsewhere. Of the layers the first is the strongest.
 */
export async function openSite(
  host: Host,
  layers: readonly (readonly WrittenValue[])[],
  known: SiteTableFacts | null | undefined,
): Promise<Result<AtSite, readonly Failure[]>> {
  const written = resolveSettings(layers);
  if (!written.ok) return written;
  const { settings } = written.value;
  const resolve = (layer: readonly WrittenValue[]): ReturnType<typeof resolveSettings> =>
    resolveSettings([...layers, layer]);
  const probed =
    known === undefined
      ? await probeSiteTable(host, settings, (layer) => {
          const resolved = resolve(layer);
          return resolved.ok ? ok(resolved.value.settings) : resolved;
        })
      : ok(known);
  if (!probed.ok) return probed;
  const siteTable = probed.value;
  const resolved = siteTable === null ? written : resolve(siteLayer(siteTable));
  if (!resolved.ok) return err(resolved.error);
  return ok({
    host: settledHost(host, {
      env: withChanges(host.env, siteTable?.modules?.changes ?? {}),
      offline: resolved.value.settings.GLIDEIN_Offline.value,
    }),
    settings: resolved.value.settings,
    warnings: resolved.value.warnings,
    siteTable,
  });
}
