import { homedir } from "node:os";
import { join } from "node:path";
import { ownDirectory } from "../../apply/own-directory.ts";
import { hasMaster, openMaster, type SshConnection } from "../../apply/submit/ssh.ts";
import { sshFailure } from "../../decide/submit/ssh-failure.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";

export interface ConnectRequest {
  readonly host: string;
  /** Socket of a master; null: the one of the user's configuration, or else ours. */
  readonly socket: string | null;
  /** Whether a connection may be opened, for which somebody may be asked. */
  readonly mayOpen: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** A path of the system for a socket is no longer than this; ssh adds a suffix while it makes one. */
const longestSocket = 88;

/** The connection of the person: one that stands, or a new one that stays for the next command. */
export async function connect(
  request: ConnectRequest,
): Promise<Result<{ readonly connection: SshConnection; readonly opened: boolean }, Failure>> {
  const { host, socket, mayOpen, env } = request;
  const home = env["HOME"] ?? homedir();
  const directory = join(home, ".glidein/ssh");
  const own = { host, env, socket: socket ?? join(directory, "%C") };
  for (const connection of socket === null ? [{ host, env, socket: null }, own] : [own])
    if (await hasMaster(connection)) return ok({ connection, opened: false });
  if (!mayOpen)
    return err(
      failure(
        "SSH_FAILED",
        `ssh ${host}`,
        "no connection stands",
        "Open one: `ssh -M -N -f HOST` with a ControlPath, or leave --no-open out.",
      ),
    );
  if (directory.length + 42 > longestSocket && socket === null)
    return err(
      failure("USAGE", directory, "the path is too long for a socket", "Give --control-path a short path of your own."),
    );
  if (socket === null) {
    const made = ownDirectory(
      directory,
      directory,
      "Make a home directory that you can write, or give --control-path a path in such a directory.",
    );
    if (!made.ok) return made;
  }
  const opened = await openMaster(own);
  if (opened.status === 0 && (await hasMaster(own))) return ok({ connection: own, opened: true });
  return err(sshFailure(host, opened.stderr));
}
