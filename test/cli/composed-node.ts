// A healthy worker node as a tree that is written anew for each test, so that a test can break one thing in it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { revocationList } from "../parse/site/revocation-list.ts";
import { commandResult } from "../rig/command-result.ts";

export const now = 1_800_000_000;

export interface ComposedNode {
  /** Content by path; null makes a directory. */
  readonly files: Record<string, string | Uint8Array | null>;
  readonly env: Record<string, string>;
  readonly options: string[];
  readonly journal: Record<
    "statfs" | "resolves" | "connects" | "fetches" | "commands" | "access" | "readlink",
    Record<string, unknown>
  >;
}

const found = (value: unknown) => ({ ok: true, value });
export const failed = (code: string, what: string) => ({ ok: false, error: { code, what } });
export const space = (freeMiB: number, freeInodes = 5_000_000) =>
  found({ freeMiB, totalMiB: 500_000, freeInodes, totalInodes: 10_000_000 });
export const answered = (status: number, headers: object = {}) => found({ status, headers, body: "" });
export const printed = (stdout: string, status = 0) => found(commandResult({ status, stdout }));

const cpuFlags =
  "fpu sse sse2 cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 pni avx avx2 bmi1 bmi2 f16c fma abm movbe xsave lm";

export const limitsFile = (limits: Readonly<Record<string, string>>): string =>
  [
    "Limit                     Soft Limit           Hard Limit           Units     ",
    ...Object.entries({
      "Max open files": "65536",
      "Max processes": "100000",
      "Max address space": "unlimited",
      ...limits,
    }).map(([name, value]) => `${name.padEnd(26)}${value.padEnd(21)}${value.padEnd(21)}units     `),
    "",
  ].join("\n");

export const mountsFile = (scratchOptions: string): string =>
  `21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n22 21 8:2 / /scratch ${scratchOptions} - xfs /dev/sdb1 rw\n23 21 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n`;

export const ready = (): ComposedNode => ({
  files: {
    "/etc/os-release": 'ID=almalinux\nVERSION_ID="9.5"\nPRETTY_NAME="AlmaLinux 9.5"\n',
    "/etc/passwd": "root:x:0:0::/root:/bin/sh\npilot:x:1000:1000::/home/pilot:/bin/sh\n",
    "/etc/grid-security/certificates/ab.0": "x",
    "/etc/grid-security/certificates/ab.r0": revocationList({ nextUpdate: now + 86_400, form: "pem" }),
    "/etc/denylist": "wn001\n",
    "/proc/sys/kernel/hostname": "wn042\n",
    "/proc/sys/kernel/osrelease": "5.14.0-503.el9.x86_64\n",
    "/proc/sys/kernel/random/boot_id": "b0\n",
    "/proc/sys/user/max_user_namespaces": "15000\n",
    "/proc/cpuinfo": Array.from(
      { length: 8 },
      (_, n) => `processor\t: ${n}\nmodel name\t: EPYC\nflags\t\t: ${cpuFlags}\n\n`,
    ).join(""),
    "/proc/meminfo": "MemTotal:       65536000 kB\nMemAvailable:   60000000 kB\nSwapTotal:             0 kB\n",
    "/proc/net/route":
      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\neth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n",
    "/proc/self/status":
      "Name:\tnode\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t0\nCpus_allowed_list:\t0-7\n",
    "/proc/self/limits": limitsFile({}),
    "/proc/self/mountinfo": mountsFile("rw,relatime"),
    "/proc/self/cgroup": "0::/job\n",
    "/proc/self/uid_map": "         0          0 4294967295\n",
    "/sys/devices/system/cpu/online": "0-7\n",
    "/sys/fs/cgroup/job/cgroup.procs": "",
    "/sys/fs/cgroup/job/cgroup.controllers": "cpu memory\n",
    "/sys/fs/cgroup/job/memory.max": "34359738368\n",
    "/cvmfs/cms.cern.ch/new_repository": "x",
    "/scratch": null,
    "/tmp": null,
  },
  env: {
    PATH: "/usr/bin:/bin",
    HOME: "/home/pilot",
    TMPDIR: "/scratch",
    http_proxy: "http://squid:3128",
    GLIDEIN_CVMFS_REPOS: "cms.cern.ch",
  },
  options: [
    ...["--pool", "cm.example.org", "--now", String(now)],
    ...["--set", "GLIDEIN_Denylist=/etc/denylist", "--set", "GLIDEIN_Web_Servers=http://stage.example.org/entry"],
  ],
  journal: {
    statfs: { "/scratch": space(300_000), "/tmp": space(100_000) },
    resolves: { wn042: found(["192.0.2.42"]) },
    connects: { "cm.example.org:9618": found(3) },
    fetches: { "HEAD http://squid:3128/": answered(400), "HEAD http://stage.example.org/entry": answered(200) },
    commands: { '["getconf","GNU_LIBC_VERSION"]': printed("glibc 2.34\n") },
    access: { "3:/scratch": found(true), "3:/tmp": found(true) },
    readlink: { "/proc/self/ns/pid": found("pid:[1]") },
  },
});

/** Writes the node, gives the arguments that look at it to `use`, and removes it. */
export async function onNode<T>(node: ComposedNode, use: (argv: readonly string[]) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "composed-node-"));
  try {
    const root = join(directory, "root");
    const write = (path: string, content: string | Uint8Array): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    };
    for (const [path, content] of Object.entries(node.files)) {
      if (content === null) mkdirSync(join(root, path), { recursive: true });
      else write(path, content);
    }
    write(".glidein/recording.json", JSON.stringify({ schema: "glidein.recording/1", ...node.journal }));
    writeFileSync(
      join(directory, "env"),
      Object.entries(node.env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    return await use(["--root", root, "--env-file", join(directory, "env"), ...node.options]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
