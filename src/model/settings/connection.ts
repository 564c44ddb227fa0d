import { row } from "./row.ts";

/** Which pool, and who we are to it. */
export const connectionSettings = {
  GLIDEIN_Collector: row({
    type: { kind: "string" },
    default: null,
    flag: "--pool",
    environment: ["GLIDEIN_POOL"],
    doc: "Collectors of the pool, HOST[:PORT[-PORT]][?sock=NAME]. Of several separated by commas one is chosen at random; groups separated by semicolons are all used.",
  }),
  GLIDEIN_Token: row({
    type: { kind: "path" },
    default: null,
    flag: "--token",
    environment: ["GLIDEIN_TOKEN_FILE"],
    doc: "File or directory with the HTCondor IDTOKENS for the pool.",
  }),
  GLIDEIN_CCB: row({
    type: { kind: "string" },
    default: null,
    flag: "--ccb",
    doc: "CCB brokers, written as the collectors are. Unset: the collectors.",
  }),
  GLIDEIN_Name: row({
    type: { kind: "string", pattern: /^[A-Za-z0-9_.-]{1,64}$/u, expected: "1-64 letters, digits, '_', '.', '-'" },
    default: null,
    flag: "--name",
    doc: "Name of this glidein in the pool. Unset: made from the host, the batch job and a random part.",
  }),
  GLIDEIN_Site: row({
    type: { kind: "string" },
    default: null,
    flag: "--site",
    doc: "Site name published in the slots' ads. Where a table of sites (docs/sites.md) has a site of this name, this is that site; `none` is no site and is not published.",
  }),
} as const;
