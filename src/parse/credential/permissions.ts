import type { CredentialProblem } from "../../model/facts/credential.ts";
import { problem } from "./problem.ts";

/** Who else can read or replace a credential. Its limits count all the same. */
export function permissionProblems(
  file: { readonly mode: number; readonly uid: number },
  uid: number | null,
): CredentialProblem[] {
  const found: CredentialProblem[] = [];
  const bits = file.mode & 0o777;
  if ((bits & 0o077) !== 0)
    found.push(
      problem(
        "warning",
        "too-open",
        `the file has mode ${bits.toString(8).padStart(4, "0")}: other users may get at it, and Globus and HTCondor refuse it`,
        "chmod 600 the file, and get a new credential if it lay open for long.",
      ),
    );
  // Root reads everybody's files, and its own are no surprise to anyone.
  if (uid !== null && uid !== 0 && file.uid !== uid)
    found.push(
      problem(
        "warning",
        "foreign-owner",
        `the file belongs to uid ${file.uid}, and we are uid ${uid}; Globus and HTCondor refuse it`,
        "Copy the credential into a file of your own with mode 0600.",
      ),
    );
  return found;
}
