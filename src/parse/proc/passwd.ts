/**
 * Login name of a user in passwd(5) text: the first line with that id counts, as in the C library. null when there is
 * none, or when its name is nothing that a login name can be.
 */
export function loginName(passwd: string, uid: number): string | null {
  for (const line of passwd.split("\n")) {
    const [name, , id] = line.split(":", 4);
    if (id !== String(uid)) continue;
    return name !== undefined && /^[A-Za-z0-9_.][A-Za-z0-9_.@\\-]{0,255}\$?$/u.test(name) ? name : null;
  }
  return null;
}
