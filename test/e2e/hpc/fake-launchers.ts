import type { Machine } from "../../bed/index.ts";
import { must } from "../rig/must.ts";

/** Launchers of batch systems that are not here, as they start tasks on the one node of their job. */
const fakeLaunchers: Readonly<Record<string, string>> = {
  // One task for each line of the node file, and 0 whatever they return.
  pbsdsh: 'shift; for line in $(cat "$PBS_NODEFILE"); do "$@" & done; wait; exit 0',
  blaunch: 'shift; hosts=$1; shift; for host in $hosts; do "$@" & done; wait',
  flux: `if [ "$1" = resource ]; then echo "1 login"; exit; fi
shift; while :; do case $1 in -o) shift 2;; -*) shift;; *) break;; esac; done
FLUX_TASK_RANK=0 FLUX_TASK_LOCAL_ID=0 exec "$@"`,
  // What these are given is read by a shell on the other side.
  qrsh: '[ "$1 $2" = "-inherit -nostdin" ] || exit 1; shift 3; exec sh -c "$*"',
  ssh: 'while :; do case $1 in -o) shift 2;; -*) shift;; *) break;; esac; done; shift; exec sh -c "$*"',
};

/** Puts them into a directory of the pilot's home; its path. */
export async function installFakeLaunchers(machine: Machine, home: string): Promise<string> {
  const bin = `${home}/fake-bin`;
  await must(machine, ["mkdir", bin]);
  for (const [name, body] of Object.entries(fakeLaunchers))
    await must(machine, ["sh", "-c", `cat > ${bin}/${name}; chmod 755 ${bin}/${name}`], `#!/bin/sh\n${body}\n`);
  return bin;
}
