// An ordinary node, and what is said of a runtime's words on it.
import { explainFailure } from "../../../src/decide/container/explain-failure.ts";
import type { Circumstances, Explanation, FailedTrial } from "../../../src/model/container-circumstances.ts";
import { decisiveMessage } from "../../../src/parse/container/runtime-message.ts";

export const ordinary: Circumstances = {
  uid: 1000,
  userNamespace: "user:[1]",
  uidMap: "0:0:4294967295",
  insideUserNamespace: false,
  inChroot: false,
  noNewPrivileges: false,
  seccompFilter: null,
  maxUserNamespaces: 63_000,
  unprivilegedClone: null,
  appArmorRestriction: null,
  seLinuxEnforcing: false,
  fuse: "missing",
};
export const helper = { path: "/usr/libexec/apptainer/bin/starter-suid", mode: 0o4755, uid: 0, nosuid: false };
export const installation = {
  setuid: true,
  configuration: "/etc/apptainer/apptainer.conf",
  session: "/var/lib/s",
  helper,
  directives: { "limit container paths": "/cvmfs" },
};

export function explain(
  stderr: string,
  more: Partial<FailedTrial> = {},
  circumstances: Partial<Circumstances> = {},
): Explanation {
  return explainFailure({
    runtime: "/usr/bin/apptainer",
    flags: ["-C"],
    status: 255,
    signal: null,
    timedOut: false,
    truncated: false,
    limitMs: 10_000,
    message: decisiveMessage(stderr),
    stderr,
    installation: null,
    ...more,
    circumstances: { ...ordinary, ...circumstances },
  });
}
