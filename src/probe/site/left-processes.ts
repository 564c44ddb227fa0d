import type { Host } from "../../host/host.ts";
import type { LeftoverFacts } from "../../model/facts/site.ts";
import { type ProcessStat, parseProcessStat } from "../../parse/batch/process-stat.ts";
import { printable } from "../../parse/printable.ts";

type Left = LeftoverFacts["processes"][number];

const maxProcesses = 10_000;
const maxFound = 50;
const daemons = /^condor_(?:startd|starter|procd|shared_por|ckpt_serv)/u;
/** Work directories of pilots and of their jobs, removed while a process was still in them. */
const removedDirectory = /\/(?:glidein-[^/]+|glide_[^/]+|osgvo-pilot-[^/]+|dir_[0-9]+)(?:\/.*)? \(deleted\)$/u;

/**
 * Processes that outlived their pilot: HTCondor daemons whose master is gone, and anything of our user in a directory
 * that was removed. A process table is other people's business, so a recording keeps only what was found.
 */
export function leftProcesses(host: Host, uid: number | null): Promise<readonly Left[]> {
  return host.secret("left processes", async (node) => {
    const names = await node.list("/proc");
    const pids = names.ok ? names.value.filter((name) => /^[0-9]{1,10}$/u.test(name)).slice(0, maxProcesses) : [];
    const processes: ProcessStat[] = [];
    const found: Left[] = [];
    for (const pid of pids) {
      const owner = await node.stat(`/proc/${pid}`);
      if (!owner.ok || (uid !== 0 && owner.value.uid !== uid)) continue;
      const stat = await node.readText(`/proc/${pid}/stat`);
      const process = stat.ok ? parseProcessStat(stat.value) : null;
      if (process?.ok !== true) continue;
      processes.push(process.value);
      const directory = await node.readlink(`/proc/${pid}/cwd`);
      if (directory.ok && removedDirectory.test(directory.value) && found.length < maxFound)
        found.push({ ...shown(process.value), why: `it works in ${printable(directory.value)}` });
    }
    const reapers = new Set(
      processes.filter(({ pid, name }) => pid === 1 || name === "systemd" || name === "init").map(({ pid }) => pid),
    );
    const orphans = processes.filter(({ name, parent }) => daemons.test(name) && (parent === 1 || reapers.has(parent)));
    for (const orphan of orphans)
      if (found.length < maxFound && !found.some(({ pid }) => pid === orphan.pid))
        found.push({ ...shown(orphan), why: "its condor_master is gone" });
    return found;
  });
}

const shown = ({ pid, name }: ProcessStat): Pick<Left, "pid" | "name"> => ({ pid, name: printable(name, 32) });
