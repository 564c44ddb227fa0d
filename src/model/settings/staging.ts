import { row } from "./row.ts";

/** Where a glidein's files come from, how they are fetched, and how scripts of others are run. */
export const stagingSettings = {
  GLIDEIN_Stage: row({
    type: {
      kind: "string",
      pattern: /^(?:https?:\/\/\S+|(?:file:\/\/)?\/.+)$/u,
      expected: "http://HOST/PATH, https://HOST/PATH, file:///PATH or /PATH",
    },
    default: null,
    flag: "--stage",
    doc: "URL, or path on a shared file system, of a manifest that `glidein stage create` made: settings, HTCondor and steps for many glideins in one place.",
  }),
  GLIDEIN_Stage_Key: row({
    type: { kind: "string" },
    default: null,
    flag: "--stage-key",
    doc: "What the manifest is trusted by: an Ed25519 public key (base64url, or a file of `glidein stage keygen`), or sha256=DIGEST of the manifest.",
  }),
  GLIDEIN_Cache_Dir: row({
    type: { kind: "path" },
    default: null,
    flag: "--cache-dir",
    doc: "Directory for verified files that the glideins of one user share on a node. Unset: glidein-cache-UID in /var/tmp. Empty files and what is larger than GLIDEIN_Cache_Size are not kept.",
  }),
  GLIDEIN_Cache_Size: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 2048,
    doc: "Most that the cache holds; what was not used for longest goes first. 0: nothing is kept.",
  }),
  GLIDEIN_Proxy_Fallback: row({
    type: { kind: "boolean" },
    default: true,
    doc: "Whether files are fetched directly when no web proxy gives them.",
  }),
  GLIDEIN_Fetch_Stall: row({
    type: { kind: "seconds", min: 1, max: 3600 },
    default: 20,
    doc: "A request that brings nothing for this long has failed and is made again.",
  }),
  GLIDEIN_Fetch_Limit: row({
    type: { kind: "seconds", min: 1, max: 86_400 },
    default: 900,
    doc: "Longest time for one request, from its beginning to the last byte.",
  }),
  GLIDEIN_Script_Limit: row({
    type: { kind: "seconds", min: 0, max: 2_147_483 },
    default: 0,
    doc: "Longest time that a script of the factory or the VO may take; then it is ended with all that it started, and has failed. 0: no limit, as GlideinWMS has it.",
  }),
} as const;
