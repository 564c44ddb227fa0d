import type { SiteValue } from "../../model/facts/site-table.ts";
import type { Sign } from "../../model/site-keys.ts";

/** One site of a table, as it was written. */
export interface Site {
  readonly name: string;
  /** A file, or `glidein` for the table that comes with the program. */
  readonly path: string;
  readonly line: number | null;
  readonly doc: string;
  /** Every sign that is there must be seen; of the patterns of one sign any will do. Empty: never recognised. */
  readonly when: ReadonlyMap<Sign, readonly string[]>;
  readonly values: readonly SiteValue[];
}
