import { row } from "./row.ts";

/** Apptainer and Singularity. */
export const containerSettings = {
  GLIDEIN_Singularity_Use: row({
    type: { kind: "choice", choices: ["DISABLE_GWMS", "NEVER", "OPTIONAL", "PREFERRED", "REQUIRED"] },
    default: null,
    doc: "The VO's wish for containers.",
  }),
} as const;
