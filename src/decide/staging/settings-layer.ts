import type { Sourced } from "../../model/provenance.ts";
import { settingsTable } from "../../model/settings.ts";
import type { WrittenValue } from "../settings.ts";

/**
 * Settings that a factory's or VO's value of the same name does not set: the name is the factory's there, and where the
 * glidein's own files are is the pilot's business.
 */
const notOurs = new Set(["GLIDEIN_Name", "GLIDEIN_Condor", "GLIDEIN_Work_Dir", "GLIDEIN_Report", "GLIDEIN_Token"]);

/** A placeholder of the factory's that the VO's value replaces. */
const placeholders = new Set(["Fake"]);

/** Values of `glidein_config` whose names are settings; an empty value is how GlideinWMS says "not set". */
export function settingsFromConfig(values: ReadonlyMap<string, Sourced<string>>): readonly WrittenValue[] {
  return [...values].flatMap(([name, { value, source }]) =>
    !Object.hasOwn(settingsTable, name) || notOurs.has(name) || value.trim() === "" || placeholders.has(value)
      ? []
      : [{ name, text: value, source }],
  );
}
