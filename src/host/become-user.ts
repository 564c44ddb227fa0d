import { execFileSync } from "node:child_process";
import { err, ok, type Result } from "../model/result.ts";

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

const lookUpMs = 10_000;

/** An account of this node by name or number, wherever the node keeps its accounts; else why not. */
export function findAccount(name: string): Result<Account, string> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$/u.test(name)) return err("it is no name of an account");
  try {
    const line = execFileSync("getent", ["passwd", "--", name], { encoding: "utf8", timeout: lookUpMs, stdio: "pipe" });
    const [login, , uid, gid, , home, shell] = line.trimEnd().split("\n")[0]?.split(":") ?? [];
    if (login === undefined || !/^[0-9]{1,10}$/u.test(uid ?? "") || !/^[0-9]{1,10}$/u.test(gid ?? ""))
      return err("the node's answer about it cannot be understood");
    return ok({ name: login, uid: Number(uid), gid: Number(gid), home: home || "/", shell: shell || "/bin/sh" });
  } catch {
    return err("the node knows no such account");
  }
}

/**
 * Gives up root for good: groups, group and user, in this order, because each takes away the right to do the next.
 * Limits (`ulimit`) and control groups stay those of whoever started us.
 */
export function becomeUser({ name, uid, gid }: Account): Result<null, string> {
  try {
    process.initgroups?.(name, gid);
    process.setgid?.(gid);
    process.setuid?.(uid);
    return process.getuid?.() === uid ? ok(null) : err("the system did not change the account");
  } catch (error) {
    return err(error instanceof Error ? error.message : "the system refused");
  }
}

/** The environment that a login of the account starts with, less what names root's own places. */
export const environmentOf = (
  { name, home, shell }: Account,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const others = Object.entries(env).filter(
    ([variable]) =>
      !/^(?:SUDO_|XDG_|DBUS_|SSH_|X509_USER_|BEARER_TOKEN|KRB5CCNAME$|MAIL$|OLDPWD$|PWD$)/u.test(variable),
  );
  return { ...Object.fromEntries(others), HOME: home, USER: name, LOGNAME: name, SHELL: shell };
};
