import type { Check, Finding } from "../../src/model/check.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { skip, warning } from "../finding.ts";

export const cvmfsMounted: Check = {
  id: "cvmfs-mounted",
  title: "The CVMFS repositories are mounted and answer",
  why: "Software and images come from there; a repository that hangs makes every job of the node hang.",
  judges: "A warning for each repository that is wanted or was mounted and cannot be listed within its time.",
  thresholds: ["GLIDEIN_CVMFS_Repositories"],
  phase: "node",
  evaluate: ({ cvmfs: { repositories }, site }) => {
    const known = repositories.filter(
      ({ problem, mounted }) =>
        !saysNotRecorded(problem) && !(!site.complete && mounted === false && /not exist/u.test(problem)),
    );
    if (known.length === 0) return skip("no repository is mounted or wanted (GLIDEIN_CVMFS_Repositories)");
    return known.flatMap(({ name, mounted, problem }): readonly Finding[] =>
      mounted === true
        ? []
        : [
            warning(
              `/cvmfs/${name} ${/time/u.test(problem) ? "does not answer" : "cannot be used"}: ${problem}`,
              `listing of /cvmfs/${name}: ${problem}`,
              `Run \`cvmfs_config probe ${name}\` and \`cvmfs_config chksetup\` as root; check autofs, CVMFS_REPOSITORIES and the web proxy; \`cvmfs_config killall\` ends a client that hangs.`,
            ),
          ],
    );
  },
};
