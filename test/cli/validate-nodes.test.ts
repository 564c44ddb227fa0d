import { describe, expect, it } from "vitest";
import { revocationList } from "../parse/site/revocation-list.ts";
import { glidein, json } from "./command-line.ts";
import { type ComposedNode, failed, limitsFile, mountsFile, now, onNode, ready, space } from "./composed-node.ts";

interface Broken {
  readonly what: string;
  readonly check: string;
  readonly breakIt: (node: ComposedNode) => void;
  readonly says: RegExp;
  readonly fix: RegExp;
  readonly fails?: true;
}

const deadLease = JSON.stringify({
  schema: "glidein.lease/1",
  name: "g",
  host: "wn042",
  bootId: "b0",
  pidNamespace: "pid:[1]",
  holders: [{ pid: 77, startTicks: 1 }],
  madeAt: 1,
});

const slurm = { SLURM_JOB_ID: "7", SLURM_JOB_NODELIST: "wn042", SLURMD_NODENAME: "wn042", SLURM_JOB_NUM_NODES: "1" };

const broken: readonly Broken[] = [
  {
    what: "scratch is mounted noexec",
    check: "scratch-usable",
    breakIt: ({ files, options }) => {
      files["/proc/self/mountinfo"] = mountsFile("rw,noexec");
      options.push("--work-dir", "/scratch");
    },
    says: /noexec/,
    fix: /remount,exec/,
    fails: true,
  },
  {
    what: "the directory that TMPDIR names is mounted noexec, and another one will do",
    check: "scratch-usable",
    breakIt: ({ files }) => void (files["/proc/self/mountinfo"] = mountsFile("rw,noexec")),
    says: /\/scratch is not used for scratch: it is mounted noexec; \/tmp is/,
    fix: /Make \/scratch writable, without noexec/,
  },
  {
    what: "scratch is full",
    check: "scratch-space",
    breakIt: ({ journal, options }) => {
      journal.statfs["/scratch"] = space(200);
      options.push("--work-dir", "/scratch");
    },
    says: /only 200 MiB/,
    fix: /Free space in \/scratch/,
    fails: true,
  },
  {
    what: "scratch is small for its cores",
    check: "scratch-space",
    breakIt: ({ journal }) => void (journal.statfs["/scratch"] = space(40_000)),
    says: /4\.9 GiB a core/,
    fix: /Free space/,
  },
  {
    what: "scratch has no inodes",
    check: "scratch-inodes",
    breakIt: ({ journal }) => void (journal.statfs["/scratch"] = space(300_000, 12)),
    says: /only 12 more files/,
    fix: /du --inodes/,
    fails: true,
  },
  {
    what: "/tmp is full",
    check: "tmp-directory",
    breakIt: ({ journal }) => void (journal.statfs["/tmp"] = space(3)),
    says: /3 MiB are free/,
    fix: /Remove old files/,
  },
  {
    what: "few files can be open",
    check: "open-files",
    breakIt: ({ files }) => void (files["/proc/self/limits"] = limitsFile({ "Max open files": "256" })),
    says: /only 256/,
    fix: /nofile/,
  },
  {
    what: "the stack of a process is small",
    check: "process-limits",
    breakIt: ({ files }) => void (files["/proc/self/limits"] = limitsFile({ "Max stack size": "65536" })),
    says: /stack of a process is limited/,
    fix: /ulimit -s/,
  },
  {
    what: "the control group gives little memory",
    check: "memory-per-core",
    breakIt: ({ files }) => void (files["/sys/fs/cgroup/job/memory.max"] = "4294967296\n"),
    says: /512 MiB a core/,
    fix: /more memory/,
  },
  {
    what: "the kernel damages files",
    check: "kernel",
    breakIt: ({ files }) => void (files["/proc/sys/kernel/osrelease"] = "6.1.0-14-amd64\n"),
    says: /6\.1\.64-1/,
    fix: /6\.1\.66/,
    fails: true,
  },
  {
    what: "the operating system is too old",
    check: "operating-system",
    breakIt: ({ files }) => void (files["/etc/os-release"] = 'ID=debian\nVERSION_ID="9"\n'),
    says: /older than/,
    fix: /debian 11/,
  },
  {
    what: "the location of job features leads nowhere",
    check: "mjf-locations",
    breakIt: ({ env }) => void (env["JOBFEATURES"] = "/nowhere/jobfeatures"),
    says: /JOBFEATURES leads nowhere/,
    fix: /HSF-TN-2016-02/,
  },
  {
    what: "the batch system grants more CPUs than there are",
    check: "grant-fits-node",
    breakIt: ({ env }) => void Object.assign(env, slurm, { SLURM_CPUS_ON_NODE: "8", SLURM_MEM_PER_NODE: "1000000" }),
    says: /976 GiB of memory, and the node has/,
    fix: /slurmd -C/,
  },
  {
    what: "the collector cannot be reached",
    check: "collector-reachable",
    breakIt: ({ journal }) =>
      void (journal.connects["cm.example.org:9618"] = failed("timeout", "no connection within 4 s")),
    says: /cm\.example\.org:9618 cannot be reached/,
    fix: /outbound TCP/,
    fails: true,
  },
  {
    what: "the web proxy is dead",
    check: "web-proxy",
    breakIt: ({ journal }) => void (journal.fetches["HEAD http://squid:3128/"] = failed("io", "ECONNREFUSED")),
    says: /squid:3128 does not work/,
    fix: /squid/,
  },
  {
    what: "the staging server is gone",
    check: "web-servers",
    breakIt: ({ journal }) => void (journal.fetches["HEAD http://stage.example.org/entry"] = failed("io", "ENOTFOUND")),
    says: /stage\.example\.org\/entry cannot be reached/,
    fix: /web proxy/,
    fails: true,
  },
  {
    what: "a revocation list is out of date",
    check: "revocation-lists",
    breakIt: ({ files }) =>
      void (files["/etc/grid-security/certificates/ab.r0"] = revocationList({ nextUpdate: now - 86_400, form: "pem" })),
    says: /1 of 1 revocation lists.*1 d/,
    fix: /fetch-crl/,
  },
  {
    what: "the node is on the denylist",
    check: "denylist",
    breakIt: ({ files }) => void (files["/etc/denylist"] = "'wn04*' # disks\n"),
    says: /as wn04\*/,
    fix: /off the list/,
    fails: true,
  },
  {
    what: "a CVMFS repository is not mounted",
    check: "cvmfs-mounted",
    breakIt: ({ files }) => {
      delete files["/cvmfs/cms.cern.ch/new_repository"];
      files["/cvmfs/cms.cern.ch"] = null;
    },
    says: /\/cvmfs\/cms\.cern\.ch cannot be used/,
    fix: /cvmfs_config probe/,
  },
  {
    what: "user namespaces are off",
    check: "user-namespaces",
    breakIt: ({ files }) => void (files["/proc/sys/user/max_user_namespaces"] = "0\n"),
    says: /switched off/,
    fix: /max_user_namespaces to 15000/,
  },
  {
    what: "a dead pilot left its directory",
    check: "leftover-directories",
    breakIt: ({ files }) => void (files["/scratch/glidein-Xy/lease.json"] = deadLease),
    says: /\/scratch\/glidein-Xy/,
    fix: /glidein gc/,
  },
  {
    what: "its name cannot be looked up",
    check: "host-name",
    breakIt: ({ journal }) => void (journal.resolves["wn042"] = failed("io", "ENOTFOUND")),
    says: /wn042 cannot be looked up/,
    fix: /\/etc\/hosts/,
  },
];

type Finding = { severity: string; message: string; evidence: string; fix: string };
type Result = { id: string; status: string; findings: readonly Finding[] };

async function validate(node: ComposedNode): Promise<{ status: number; verdict: string; problems: readonly Result[] }> {
  return onNode(node, async (argv) => {
    const { status, stdout, stderr } = await glidein(["validate", "--format", "json", ...argv]);
    expect(stderr).toBe("");
    const { verdict, checks } = json(stdout) as { verdict: string; checks: readonly Result[] };
    return { status, verdict, problems: checks.filter((one) => one.status === "warn" || one.status === "fail") };
  });
}

describe("a healthy node", () => {
  it("passes, and most checks had something to look at", async () => {
    expect(await validate(ready())).toEqual({ status: 0, verdict: "pass", problems: [] });
    const { stdout } = await onNode(ready(), (argv) => glidein(["validate", "--format", "json", ...argv]));
    expect(json(stdout).checks.filter((one: Result) => one.status === "pass").length).toBeGreaterThan(24);
  });
});

describe("a node with one fault", () => {
  it.each(broken)("is named: $what", async ({ check, breakIt, says, fix, fails }) => {
    const node = ready();
    breakIt(node);
    const { status, verdict, problems } = await validate(node);
    expect(problems.map(({ id }) => id)).toEqual([check]);
    const [finding] = problems.flatMap(({ findings }) => findings);
    expect(finding?.message).toMatch(says);
    expect(finding?.fix).toMatch(fix);
    expect({ status, verdict }).toEqual(
      fails === true ? { status: 71, verdict: "fail" } : { status: 0, verdict: "degraded" },
    );
  });
});

describe("a node with five faults", () => {
  it("has every one of them named, and nothing else", async () => {
    const node = ready();
    const five = broken.filter(({ check }) =>
      ["kernel", "mjf-locations", "web-proxy", "denylist", "host-name"].includes(check),
    );
    for (const { breakIt } of five) breakIt(node);
    const { status, problems } = await validate(node);
    expect(problems.map(({ id }) => id).sort()).toEqual(five.map(({ check }) => check).sort());
    expect(status).toBe(71);
  });
});
