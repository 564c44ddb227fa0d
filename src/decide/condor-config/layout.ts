import { flag, type Knob, macro, text } from "./entry.ts";

/** Where HTCondor is, and where this glidein of it may write. */
export interface CondorPaths {
  readonly release: string;
  readonly bin: string;
  readonly sbin: string;
  readonly libexec: string;
  readonly lib: string;
  /** The glidein's own LOCAL_DIR. */
  readonly local: string;
  /** What nobody can guess, for names that a job must not know; absent where nothing will run. */
  readonly secret?: string;
  /** File that is written again while the glidein runs, to stop accepting jobs. */
  readonly runtime: string;
}

/** Everything is said explicitly, so that nothing of the node's own HTCondor configuration has a part in it. */
export function layoutKnobs(paths: CondorPaths): readonly Knob[] {
  return [
    text("RELEASE_DIR", paths.release),
    text("BIN", paths.bin),
    text("SBIN", paths.sbin),
    text("LIBEXEC", paths.libexec),
    text("LIB", paths.lib),
    text("LOCAL_DIR", paths.local),
    macro("LOG", "$(LOCAL_DIR)/log"),
    macro("LOCK", "$(LOCAL_DIR)/lock"),
    macro("RUN", "$(LOCAL_DIR)/run"),
    macro("SPOOL", "$(LOCAL_DIR)/spool"),
    macro("EXECUTE", "$(LOCAL_DIR)/execute"),
    macro("ETC", "$(LOCAL_DIR)/etc"),
    text("LOCAL_CONFIG_DIR", ""),
    text("LOCAL_CONFIG_FILE", paths.runtime),
    flag("REQUIRE_LOCAL_CONFIG_FILE", true),
    macro("MASTER", "$(SBIN)/condor_master"),
    macro("STARTD", "$(SBIN)/condor_startd"),
    macro("STARTER", "$(SBIN)/condor_starter"),
    macro("PROCD", "$(SBIN)/condor_procd"),
    macro("SHARED_PORT", "$(LIBEXEC)/condor_shared_port"),
  ];
}
