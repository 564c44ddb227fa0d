import type { Host } from "../../host/host.ts";
import type { ContainerBind } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { parseBindPaths } from "../../parse/container/bind-path.ts";

/** What is offered when it is there: the storage systems that GlideinWMS knows, and what makes names and times right. */
const usual = "/hadoop,/ceph,/hdfs,/lizard,/mnt/hadoop,/mnt/hdfs,/etc/hosts,/etc/localtime";

/** Looks at each bind path of the VO, the factory and the usual ones, in this order; the first for a target counts. */
export async function probeBinds(host: Host, settings: Settings): Promise<readonly ContainerBind[]> {
  const cvmfs = settings.CVMFS_MOUNT_DIR.value;
  const lists = [
    ["GLIDEIN_SINGULARITY_BINDPATH", settings.GLIDEIN_SINGULARITY_BINDPATH.value ?? ""],
    ["GLIDEIN_SINGULARITY_BINDPATH_DEFAULT", settings.GLIDEIN_SINGULARITY_BINDPATH_DEFAULT.value ?? ""],
    ["default", `${usual},${cvmfs === null || cvmfs === "/cvmfs" ? "/cvmfs" : `${cvmfs}:/cvmfs`}`],
    // Where OpenCL finds the drivers of GPUs.
    ["default", "/etc/OpenCL/vendors"],
  ] as const;
  const named = lists.flatMap(([from, text]) => {
    const { binds, problems } = parseBindPaths(text);
    return [
      ...binds.map((bind) => ({ ...bind, from, problem: "" })),
      ...problems.map((problem) => ({
        source: problem,
        target: "",
        options: "",
        from,
        problem: "it is not a bind path",
      })),
    ];
  });
  const first = named.filter(
    ({ target, problem }, index) => problem !== "" || named.findIndex((other) => other.target === target) === index,
  );
  return Promise.all(
    first.map(async ({ problem, ...bind }) => {
      if (problem !== "") return { ...bind, exists: null, why: problem };
      const status = await host.stat(bind.source);
      return status.ok
        ? { ...bind, exists: true, why: "" }
        : { ...bind, exists: status.error.code === "missing" ? false : null, why: status.error.what };
    }),
  );
}
