import { join } from "node:path";
import { cleanEnvironment } from "../../decide/environment-policy.ts";
import type { CommandResult, Host, Read } from "../../host/host.ts";

/** What the tools and daemons of one release need to run with one configuration. */
export interface CondorInstallation {
  readonly bin: string;
  readonly sbin: string;
  readonly libexec: string;
  readonly libraryPath: readonly string[];
  readonly configFile: string;
}

/** Environment of HTCondor's daemons: the batch job's without what the written rule removes, and our configuration. */
export function daemonEnvironment(
  condor: CondorInstallation,
  env: Readonly<Record<string, string>>,
  temporary: string,
): Readonly<Record<string, string>> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    ...cleanEnvironment(env),
    CONDOR_CONFIG: condor.configFile,
    TMPDIR: temporary,
    ...(condor.libraryPath.length === 0 ? {} : { LD_LIBRARY_PATH: condor.libraryPath.join(":") }),
  };
}

/** Runs one of HTCondor's tools with the glidein's own configuration, some knobs of it overridden, and nothing else. */
export function condorTool(
  host: Host,
  condor: CondorInstallation,
  name: string,
  args: readonly string[],
  timeoutMs: number,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Read<CommandResult>> {
  return host.command({
    argv: [join(toolDirectory(condor, name), name), ...args],
    env: {
      PATH: "/usr/bin:/bin",
      LC_ALL: "C",
      CONDOR_CONFIG: condor.configFile,
      ...(condor.libraryPath.length === 0 ? {} : { LD_LIBRARY_PATH: condor.libraryPath.join(":") }),
      ...Object.fromEntries(Object.entries(overrides).map(([knob, value]) => [`_CONDOR_${knob}`, value])),
    },
    timeoutMs,
  });
}

const toolDirectory = (condor: CondorInstallation, name: string): string =>
  name === "condor_starter" || name === "condor_advertise" ? condor.sbin : condor.bin;
