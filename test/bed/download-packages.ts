// Packages of the newer suite as files, without their dependencies and without installing anything.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aptSource } from "./apt-source.ts";
import { mustRun } from "./command.ts";
import { privilege } from "./privilege.ts";
import { apptainerSuite } from "./recipe.ts";

export interface WantedPackages {
  readonly binary?: readonly string[];
  readonly source?: readonly string[];
}

/** Puts them into `directory`. apt keeps its lists below it, apart from this machine's. */
export async function downloadPackages(directory: string, { binary = [], source = [] }: WantedPackages): Promise<void> {
  const { mirror, options } = await aptSource();
  const { prefix } = await privilege();
  const own = join(directory, "apt");
  for (const name of ["state/lists/partial", "cache/archives/partial", "etc"])
    await mkdir(join(own, name), { recursive: true });
  const kinds = [...(binary.length > 0 ? ["deb"] : []), ...(source.length > 0 ? ["deb-src"] : [])];
  const signed = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";
  const sources = kinds.map((kind) => `${kind} ${signed} ${mirror} ${apptainerSuite} main\n`);
  await writeFile(join(own, "sources.list"), sources.join(""));
  const settings = [
    ...options,
    `Dir::State "${own}/state";`,
    'Dir::State::status "/dev/null";',
    `Dir::Cache "${own}/cache";`,
    `Dir::Etc "${own}/etc";`,
    `Dir::Etc::SourceList "${own}/sources.list";`,
    'Acquire::Languages "none";',
    // As root of a user namespace apt has nobody else to become.
    'APT::Sandbox::User "root";',
  ];
  await writeFile(join(own, "apt.conf"), `${settings.join("\n")}\n`);
  const get = async (...argv: readonly string[]): Promise<void> => {
    await mustRun([...prefix, "sh", "-c", 'cd "$1" && shift && exec apt-get -qq "$@"', "sh", directory, ...argv], {
      timeoutMs: 300_000,
      env: { ...definedEnvironment(), APT_CONFIG: join(own, "apt.conf") },
    });
  };
  await get("update");
  if (binary.length > 0) await get("download", ...binary);
  for (const name of source) await get("source", "--download-only", name);
}

const definedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
