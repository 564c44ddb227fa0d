import { dirname, resolve } from "node:path";
import { tokenDirectories } from "../decide/token-directories.ts";
import type { Host } from "../host/host.ts";
import { mayHang } from "../host/mount-guard.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { parseFeatureLocation } from "../parse/features/location.ts";
import { mountOf } from "../parse/proc/mount-of.ts";
import { parseMountinfo } from "../parse/proc/mountinfo.ts";
import { requestFile } from "./control-request.ts";

const maxMounts = 4 * 1048576;

/**
 * Files whose change is to be seen at once. The warden looks at them without a guard, so one on a file system that can
 * hang is left to the regular looks. `directory`: where the glidein was started, to which given paths are relative.
 */
export async function watchedFiles(
  host: Host,
  settings: Settings,
  facts: Facts,
  { work, directory }: { readonly work: string; readonly directory: string },
): Promise<readonly string[]> {
  const stopFile = settings.GLIDEIN_Stop_File.value;
  const token = settings.GLIDEIN_Token;
  const credentials = facts.credentials.map(({ kind, path }) => ({ kind, path: resolve(directory, path) }));
  const given = { ...token, value: token.value === null ? null : resolve(directory, token.value) };
  const wanted = [
    ...(stopFile === null ? [] : [resolve(directory, stopFile)]),
    ...credentials.map(({ path }) => path),
    // A token directory changes itself when a file is put into it under a new name.
    ...tokenDirectories(credentials, { GLIDEIN_Token: given }, facts.storage.scratch.path),
    ...featureFiles(host, "MACHINEFEATURES", ["shutdowntime"]),
    ...featureFiles(host, "JOBFEATURES", ["shutdowntime_job", "allocated_cpu"]),
  ].filter((path) => path.startsWith("/"));
  const text = await host.readText("/proc/self/mountinfo", maxMounts);
  const { mounts } = parseMountinfo(text.ok ? text.value : "");
  const isSafe = (path: string): boolean => !mayHang.test(mountOf(mounts, dirname(path))?.type ?? "nfs");
  return [requestFile(work), ...wanted.filter(isSafe)];
}

function featureFiles(host: Host, variable: string, keys: readonly string[]): readonly string[] {
  const location = parseFeatureLocation(variable, host.env[variable]);
  return location.kind === "directory" ? keys.map((key) => `${location.path}/${key}`) : [];
}
