import type { SiteTableFacts } from "../../src/model/facts/site-table.ts";

/** A site that a table on the node knows, whose one module could be loaded. */
export const exampleSite: SiteTableFacts = {
  name: "example",
  path: "/etc/glidein/sites.toml",
  line: 1,
  because: ["host name wn042.example.org"],
  values: [],
  tables: [{ path: "/etc/glidein/sites.toml", problem: "" }],
  modules: {
    system: "/etc/profile.d/modules.sh",
    modules: [{ name: "apptainer", loaded: true, said: "" }],
    changes: {},
    withheld: [],
    problem: "",
  },
};
