import type { SiteTableFacts } from "../../model/facts/site-table.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { describeSource } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { closest } from "../closest.ts";
import type { WrittenValue } from "../settings.ts";
import { recogniseSite, type Signs } from "./recognise-site.ts";
import type { Site } from "./site.ts";

export type ChosenSite = Pick<SiteTableFacts, "name" | "path" | "line" | "because" | "values">;

/** The site that was named, else the one whose signs are there. A name that was given for nothing else must be in a table. */
export function chooseSite(
  sites: readonly Site[],
  seen: Signs,
  settings: Pick<Settings, "GLIDEIN_Site_Table" | "GLIDEIN_Site">,
): Result<ChosenSite, Failure> {
  const forced = settings.GLIDEIN_Site_Table;
  const published = settings.GLIDEIN_Site;
  if (forced.value !== "auto") {
    const by = `GLIDEIN_Site_Table (${describeSource(forced.source)})`;
    if (forced.value === "none") return ok(nowhere([`${by} says that no table is used`]));
    const site = named(sites, forced.value);
    if (site !== undefined) return ok(chosen(site, [by]));
    const near = closest(forced.value, new Set(sites.map(({ name }) => name)));
    return err(
      failure(
        "SETTING_INVALID",
        by,
        `no table has a site ${forced.value}${near === null ? "" : `; did you mean ${near}?`}`,
        `Name one of ${[...new Set(sites.map(({ name }) => name))].slice(0, 20).join(", ")}, none or auto.`,
      ),
    );
  }
  const by = `GLIDEIN_Site (${describeSource(published.source)})`;
  if (published.value === "none") return ok(nowhere([`${by} says that no table is used`]));
  const site = published.value === null ? undefined : named(sites, published.value);
  if (site !== undefined) return ok(chosen(site, [by]));
  const recognised = recogniseSite(sites, seen);
  return ok(recognised.site === null ? nowhere(recognised.because) : chosen(recognised.site, recognised.because));
}

const named = (sites: readonly Site[], name: string): Site | undefined => sites.find((site) => site.name === name);

const nowhere = (because: readonly string[]): ChosenSite => ({
  name: null,
  path: null,
  line: null,
  because,
  values: [],
});

const chosen = ({ name, path, line, values }: Site, because: readonly string[]): ChosenSite => ({
  ...{ name, path, line, because, values },
});

/** The weakest layer of settings above the defaults. */
export const siteLayer = ({ name, values }: Pick<SiteTableFacts, "name" | "values">): readonly WrittenValue[] =>
  values.map((value) => ({
    name: value.name,
    text: value.text,
    source: {
      kind: "file",
      path: value.path === "glidein" ? "table of glidein" : value.path,
      ...(value.line === null ? {} : { line: value.line }),
      key: `site.${name ?? ""}.${value.key}`,
    },
  }));
