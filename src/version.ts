declare const GLIDEIN_VERSION: string | undefined;
declare const GLIDEIN_COMMIT: string | undefined;

/** Stamped by the build; a run from the sources has no build. */
export const version: string = typeof GLIDEIN_VERSION === "string" ? GLIDEIN_VERSION : "0.0.0-source";
export const commit: string = typeof GLIDEIN_COMMIT === "string" ? GLIDEIN_COMMIT : "unbuilt";
