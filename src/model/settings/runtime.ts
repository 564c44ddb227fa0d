import { row } from "./row.ts";

/**
 * Where the launcher (`glidein.sh`) finds a Node. It reads them itself, before there is a program: from the environment,
 * `--set NAME=VALUE` and a factory's `-param_NAME`.
 */
export const runtimeSettings = {
  GLIDEIN_Runtime_Dir: row({
    type: { kind: "path" },
    default: null,
    doc: "Directory on a shared file system with bin/node, or with the runtime files of the release. For the launcher only.",
  }),
  GLIDEIN_Runtime_URL: row({
    type: { kind: "list" },
    default: [],
    doc: "URLs below which the runtime files of the release are published; http, https or file. For the launcher only.",
  }),
  GLIDEIN_Runtime_Proxy: row({
    type: { kind: "string" },
    default: null,
    doc: "Web proxy for the runtime. Unset: the factory's -proxy, else http_proxy. For the launcher only.",
  }),
  GLIDEIN_Runtime_Cache: row({
    type: { kind: "path" },
    default: null,
    doc: "Directory in which the launcher makes glidein.runtime.UID for the runtime and the unpacked program. Unset: /var/tmp, else /tmp, TMPDIR, the batch system's scratch.",
  }),
} as const;
