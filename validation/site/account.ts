import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const account: Check = {
  id: "account",
  title: "The node knows the pilot's account",
  why: "Apptainer, ssh and HTCondor look the account up; one that only the batch system's head knows makes them fail.",
  judges: "A warning when the account database of the node has no entry for our user.",
  thresholds: [],
  phase: "node",
  evaluate: ({ site, user }) => {
    if (site.accountKnown === null) return skip("the account database could not be asked");
    if (site.accountKnown) return [];
    return [
      warning(
        `the account with uid ${user.uid ?? "unknown"} is not known on this node`,
        `getent passwd ${user.uid ?? ""}: no such key`,
        "Add the account to the node (/etc/passwd, LDAP, SSSD), or start the account service again.",
      ),
    ];
  },
};
