import type { Circumstances } from "../../model/container-circumstances.ts";
import type { ContainerKind } from "../../model/facts/container.ts";
import type { Proof } from "../../parse/container/proof-line.ts";

export interface ModeDecision {
  readonly kind: ContainerKind;
  readonly mode: "privileged" | "unprivileged";
  readonly because: string;
}

/**
 * Privileged or not, by what happened: the user namespace in which our program found itself is compared with ours.
 * Without a new one only the setuid helper or root could have made the container. Equal maps would prove nothing:
 * nodes inside user namespaces have maps of their own.
 */
export function classifyMode(own: Circumstances, proof: Proof, setuidInstalled: boolean | null): ModeDecision {
  const { uid, userNamespace } = own;
  if (proof.userNamespace === null || userNamespace === null)
    return {
      kind: "unknown",
      mode: setuidInstalled === true && own.insideUserNamespace !== true ? "privileged" : "unprivileged",
      because: `the user namespace ${proof.userNamespace === null ? "inside the container" : "of ours"} could not be read; the installation ${setuidInstalled === true ? "has" : "has no"} setuid helper`,
    };
  if (proof.userNamespace === userNamespace) {
    if (uid !== 0)
      return { kind: "setuid", mode: "privileged", because: "the setuid helper made it without a user namespace" };
    return own.insideUserNamespace === true
      ? {
          kind: "root-in-namespace",
          mode: "unprivileged",
          because: "we are root only in the user namespace that we were started in",
        }
      : { kind: "root", mode: "privileged", because: "we are root, and it was made without a user namespace" };
  }
  return uid !== 0 && proof.uidMap?.startsWith("0:") === true
    ? {
        kind: "fakeroot",
        mode: "unprivileged",
        because: "it ran in a user namespace of its own in which we look like root",
      }
    : { kind: "user-namespace", mode: "unprivileged", because: "it ran in a user namespace of its own" };
}
