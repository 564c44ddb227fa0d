import type { Host } from "../../host/host.ts";
import type { SiteFacts } from "../../model/facts/site.ts";
import { commandEnvironment } from "../machine/command-environment.ts";

const lookUpMs = 5000;
/** What getent(1) ends with when the database has no such key. */
const noSuchKey = 2;

/** Only the account service saying no is an answer; a node without `getent` knows nothing either way. */
export async function probeAccount(
  host: Host,
  user: { readonly uid: number | null; readonly name: string | null },
): Promise<SiteFacts["accountKnown"]> {
  if (user.name !== null) return true;
  if (user.uid === null) return null;
  const argv = ["getent", "passwd", String(user.uid)] as const;
  const asked = await host.command({ argv, env: commandEnvironment(host), timeoutMs: lookUpMs });
  return asked.ok && asked.value.status === noSuchKey ? false : null;
}

/** `glibc 2.36`; a C library that has no such command line, musl for one, is null. */
export async function probeLibc(host: Host): Promise<SiteFacts["libc"]> {
  const argv = ["getconf", "GNU_LIBC_VERSION"] as const;
  const asked = await host.command({ argv, env: commandEnvironment(host), timeoutMs: lookUpMs, maxBytes: 4096 });
  const match = asked.ok ? /^(glibc) ([0-9]{1,3}\.[0-9]{1,3})/u.exec(asked.value.stdout) : null;
  return match?.[1] === undefined || match[2] === undefined ? null : { name: match[1], version: match[2] };
}
