import { type Failure, failure } from "../../model/failure.ts";
import { printable } from "../../parse/printable.ts";

/** What ssh said when there is no connection, as a failure with something to do about it. */
export function sshFailure(host: string, said: string): Failure {
  const detail = printable(said.replace(/\s+/gu, " ").trim(), 600);
  const make = (code: "SSH_REFUSED" | "SSH_FAILED" | "USAGE", problem: string, fix: string): Failure =>
    failure(code, `ssh ${printable(host, 80)}`, problem, fix, { detail });
  if (/ENOENT/u.test(said)) return make("USAGE", "there is no program ssh here", "Install OpenSSH's client.");
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|No .* host key is known/iu.test(said))
    return make(
      "SSH_REFUSED",
      "the host key is not the one that is known, or is not known",
      "Compare the key with the one that the site publishes, and correct ~/.ssh/known_hosts.",
    );
  if (/Permission denied|Too many authentication failures|no more authentication methods/iu.test(said))
    return make(
      "SSH_REFUSED",
      "the host does not let this account in",
      "Try `ssh HOST`; check user name, key and second factor.",
    );
  if (/Could not resolve|Name or service not known/iu.test(said))
    return make("SSH_FAILED", "the name cannot be looked up", "Correct the name of the host.");
  if (
    /Control socket connect|master is dead|mux_client|ProxyCommand|UNKNOWN port|Connection closed|Broken pipe|kex_exchange/iu.test(
      said,
    )
  )
    return make("SSH_FAILED", "the connection that was opened is gone", "Open it again: run the command once more.");
  return make("SSH_FAILED", "no connection", "Try `ssh HOST` and see what it says.");
}
