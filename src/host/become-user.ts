import { execFileSync } from "node:child_process";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { printable } from "../parse/printable.ts";
import { readFailureOf } from "./read-failure.ts";

const lookUpMs = 10_000;

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly home: string;
  readonly shell: string;
}

/**
 * Gives up root for an account of this node, for good; the value is what a login of it has in the environment. Limits
 * (`ulimit`) and control groups stay those of whoever started us.
 */
export function becomeUser(user: string): Result<Readonly<Record<string, string>>, Failure> {
  const subject = `account ${printable(user, 64)}`;
  const account = findAccount(user);
  if (account === null)
    return err(
      failure("USAGE", subject, "is not known on this node", "Name an account that `getent passwd NAME` shows."),
    );
  if (account.uid === 0) return err(failure("USAGE", subject, "is root", "Name an account without privileges."));
  if (process.getuid?.() === account.uid) return ok(variablesOf(account));
  try {
    // Groups, group, user: each takes away the right to do the next.
    process.setgroups?.([...account.groups]);
    process.setgid?.(account.gid);
    process.setuid?.(account.uid);
  } catch (error) {
    const { what } = readFailureOf(error);
    return err(failure("USAGE", subject, `cannot be taken: ${what}`, "Start the program as root, or as this account."));
  }
  return ok(variablesOf(account));
}

const variablesOf = ({ name, home, shell }: Account): Readonly<Record<string, string>> => ({
  HOME: home,
  USER: name,
  LOGNAME: name,
  SHELL: shell,
});

/** Wherever the node keeps its accounts: only its own programs know. */
function findAccount(user: string): Account | null {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$/u.test(user)) return null;
  const [name, , uid, gid, , home, shell] = ask("getent", ["passwd", user]).split("\n")[0]?.split(":") ?? [];
  if (name === undefined || !isId(uid) || !isId(gid)) return null;
  const groups = ask("id", ["-G", "--", name]).trim().split(/\s+/u).filter(isId).map(Number);
  return {
    name,
    uid: Number(uid),
    gid: Number(gid),
    groups: groups.length === 0 ? [Number(gid)] : groups,
    home: home === undefined || home === "" ? "/" : home,
    shell: shell === undefined || shell === "" ? "/bin/sh" : shell,
  };
}

const isId = (text: string | undefined): text is string => text !== undefined && /^[0-9]{1,10}$/u.test(text);

/** Empty when there is no such program, or no answer. */
function ask(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", timeout: lookUpMs, stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
