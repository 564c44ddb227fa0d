export interface BuildConfiguration {
  readonly libexec: string | null;
  readonly configuration: string | null;
  readonly session: string | null;
  /** Whether the setuid helper is installed, which says nothing about whether it works. */
  readonly setuid: boolean | null;
}

/** `apptainer buildcfg`: `NAME=value` lines, in which Singularity puts its own name. */
export function parseBuildConfiguration(stdout: string): BuildConfiguration {
  const values = new Map<string, string>();
  for (const line of stdout.slice(0, 65_536).split("\n")) {
    const match = /^([A-Z_]{1,64})=(.*)$/u.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) values.set(match[1], match[2]);
  }
  const path = (...names: readonly string[]): string | null => {
    const found = names.map((name) => values.get(name)).find((value) => value !== undefined);
    return found?.startsWith("/") === true && !/\p{Cc}/u.test(found) ? found : null;
  };
  const setuid = values.get("APPTAINER_SUID_INSTALL") ?? values.get("SINGULARITY_SUID_INSTALL");
  return {
    libexec: path("LIBEXECDIR"),
    configuration: path("APPTAINER_CONF_FILE", "SINGULARITY_CONF_FILE"),
    session: path("SESSIONDIR"),
    setuid: setuid === undefined ? null : setuid === "1",
  };
}
