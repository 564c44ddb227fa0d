import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const siteTables: Check = {
  id: "site-tables",
  title: "The node's table of sites can be used",
  why: "What the site says of itself (modules, scratch, network) is missing without it.",
  judges: "A warning when a table of sites is there that cannot be read, breaks a rule, or could be changed by others.",
  thresholds: ["GLIDEIN_Sites", "GLIDEIN_Site_Table"],
  phase: "node",
  evaluate: ({ siteTable }) => {
    if (siteTable === undefined) return skip("these facts are from before there were tables of sites");
    return siteTable.tables
      .filter(({ problem }) => problem !== "")
      .map(({ path, problem }) =>
        warning(
          `the table of sites ${path} is not used: ${problem}`,
          path,
          "Correct it; docs/sites.md describes tables of sites.",
        ),
      );
  },
};
