import type { Host } from "../../host/host.ts";
import type { Facts } from "../../model/facts.ts";
import { loginName } from "../../parse/proc/passwd.ts";
import { commandEnvironment } from "./command-environment.ts";
import { readStatus } from "./process-status.ts";

/** A directory service that does not answer must not hold us up. */
const lookUpMs = 5000;
const maxPasswd = 4 * 1024 * 1024;

/** Who we are to the kernel, and the login name that the node's account database has for it (null: none). */
export async function probeUser(host: Host): Promise<Facts["user"]> {
  const status = await readStatus(host);
  const identity = host.identity();
  const uid = (status.ok ? status.value.uid : null) ?? identity.uid;
  const gid = (status.ok ? status.value.gid : null) ?? identity.gid;
  return { uid, gid, name: uid === null ? null : await nameOf(host, uid) };
}

async function nameOf(host: Host, uid: number): Promise<string | null> {
  const file = await host.readText("/etc/passwd", maxPasswd);
  const local = file.ok ? loginName(file.value, uid) : null;
  if (local !== null) return local;
  const argv = ["getent", "passwd", String(uid)] as const;
  const service = await host.command({ argv, env: commandEnvironment(host), timeoutMs: lookUpMs });
  return service.ok && service.value.status === 0 ? loginName(service.value.stdout, uid) : null;
}
