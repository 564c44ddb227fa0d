import type { Host } from "../../host/host.ts";

export interface UserFile {
  readonly path: string;
  /** Why it is not read; null: it is ours. */
  readonly refusal: string | null;
}

/**
 * `DIRECTORY/PREFIX<uid>`; null when there is none. On a composed tree nobody may have said who the user is: then the
 * only file of this form counts.
 */
export async function userFile(host: Host, directory: string, prefix: string): Promise<UserFile | null> {
  const { uid } = host.identity();
  const name = uid === null ? await onlyName(host, directory, prefix) : `${prefix}${uid}`;
  if (name === null) return null;
  const path = `${directory}/${name}`;
  const status = await host.stat(path, { follow: false });
  if (!status.ok) return status.error.code === "missing" ? null : { path, refusal: status.error.what };
  // Everybody may write in /tmp: a link, or a file of somebody else under our name, was planted.
  if (status.value.type === "symlink")
    return { path, refusal: "it is a symbolic link in a directory that others may write" };
  const foreign = uid !== null && status.value.uid !== uid;
  return { path, refusal: foreign ? `it belongs to uid ${status.value.uid}, not to us` : null };
}

async function onlyName(host: Host, directory: string, prefix: string): Promise<string | null> {
  const names = await host.list(directory);
  if (!names.ok) return null;
  const [only, ...others] = names.value.filter(
    (name) => name.startsWith(prefix) && /^[0-9]+$/u.test(name.slice(prefix.length)),
  );
  return only === undefined || others.length > 0 ? null : only;
}
