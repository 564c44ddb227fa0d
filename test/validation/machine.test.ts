import { healthy } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

const os = (id: string, version: string | null) => ({ system: { os: { id, version, name: null } } });
const kernel = (release: string) => ({ system: { kernel: release } });
const limits = (name: string, soft: number | null, hard: number | null = soft) => ({
  system: { limits: { ...healthy.system.limits, [name]: { soft, hard } } },
});
const skew = (skewSeconds: number) => ({ clock: { skewSeconds } });

describeFaults("operating-system", [
  { what: "Enterprise Linux 8", with: os("rocky", "8.10"), status: "pass" },
  { what: "a rolling Debian without a version", with: os("debian", null), status: "pass" },
  { what: "CentOS 7", with: os("centos", "7"), status: "warn", says: /older than/, fix: /centos 8/ },
  { what: "Ubuntu 18.04", with: os("ubuntu", "18.04"), status: "warn", fix: /20\.04/ },
  { what: "a distribution that nobody knows", with: os("gentoo", "2.15"), status: "pass", says: /not among/ },
]);

describeFaults("system-libraries", [
  { what: "the oldest that will do", with: { site: { libc: { name: "glibc", version: "2.28" } } }, status: "pass" },
  {
    what: "the C library of Enterprise Linux 7",
    with: { site: { libc: { name: "glibc", version: "2.17" } } },
    status: "fail",
    says: /glibc 2\.17 is older than 2\.28/,
    fix: /Upgrade/,
  },
  {
    what: "a C library of another major version",
    with: { site: { libc: { name: "glibc", version: "3.1" } } },
    status: "pass",
  },
]);

describeFaults("kernel", [
  {
    what: "the kernel of Enterprise Linux 7",
    with: kernel("3.10.0-1160.el7.x86_64"),
    status: "fail",
    says: /older than 4\.18/,
  },
  { what: "the one of Enterprise Linux 8", with: kernel("4.18.0-553.el8_10.x86_64"), status: "pass" },
  { what: "one that damages files", with: kernel("6.1.64-generic"), status: "fail", says: /O_DIRECT/, fix: /6\.1\.66/ },
  { what: "the same of Debian", with: kernel("6.1.0-14-amd64"), status: "fail", says: /6\.1\.64-1/ },
  { what: "one that lets a job become root", with: kernel("5.15.20"), status: "warn", says: /CVE-2022-0847/ },
  {
    what: "the first with the fix for that, before the next",
    with: kernel("5.15.25-x"),
    status: "warn",
    says: /CVE-2024-1086/,
  },
  { what: "one with both fixes", with: kernel("5.15.149"), status: "pass" },
  { what: "a distribution's number that says nothing about fixes", with: kernel("5.15.0-25-generic"), status: "pass" },
  { what: "a name without numbers", with: kernel("custom"), status: "skip" },
]);

describeFaults("cpu-level", [
  { what: "an old CPU", with: { system: { cpuLevel: "x86-64-v1" } }, status: "warn", says: /x86-64-v2 is wanted/ },
  {
    what: "one below what the VO wants",
    with: {},
    settings: { GLIDEIN_Check_CPU_Level: "x86-64-v4" },
    status: "warn",
    says: /x86-64-v3, and x86-64-v4/,
  },
  {
    what: "ARM",
    with: { system: { cpuLevel: null, architecture: "aarch64" } },
    status: "skip",
    says: /aarch64 has no levels/,
  },
]);

describeFaults("open-files", [
  { what: "exactly the least", with: limits("Max open files", 1024), status: "pass" },
  {
    what: "one fewer, and no way to raise it",
    with: limits("Max open files", 1023),
    status: "warn",
    says: /only 1023/,
    fix: /limits\.d/,
  },
  {
    what: "a soft limit that can be raised",
    with: limits("Max open files", 512, 4096),
    status: "warn",
    fix: /ulimit -n 1024/,
  },
  { what: "no limit", with: limits("Max open files", null), status: "pass" },
  {
    what: "fewer than this VO wants",
    with: limits("Max open files", 4000),
    settings: { GLIDEIN_Check_Open_Files: "5000" },
    status: "warn",
  },
]);

describeFaults("processes", [
  {
    what: "few processes for the account",
    with: limits("Max processes", 100),
    status: "warn",
    says: /only 100/,
    fix: /nproc/,
  },
  {
    what: "no limit of either kind",
    with: {
      system: {
        limits: { ...healthy.system.limits, "Max processes": { soft: null, hard: null } },
        cgroup: { ...healthy.system.cgroup, processes: [] },
      },
    },
    status: "pass",
  },
  {
    what: "a small control group",
    with: {
      system: {
        cgroup: { ...healthy.system.cgroup, processes: [{ limit: 64, from: "cgroup /a/pids.max", kind: "kernel" }] },
      },
    },
    status: "warn",
    says: /only 64/,
    fix: /pids\.max/,
  },
]);

describeFaults("process-limits", [
  {
    what: "2 GiB of address space",
    with: limits("Max address space", 2 * 1024 ** 3),
    status: "warn",
    says: /2 GiB; 8 GiB/,
    fix: /ulimit -v/,
  },
  { what: "a small stack", with: limits("Max stack size", 65_536), status: "warn", says: /stack/ },
  {
    what: "small files",
    with: limits("Max file size", 524_288),
    status: "warn",
    says: /size of a file is limited to 512 KiB;/,
  },
  {
    what: "an hour of CPU time",
    with: limits("Max cpu time", 3600),
    status: "warn",
    says: /killed after 1 h of CPU time/,
  },
  { what: "more CPU time than any job takes", with: limits("Max cpu time", 1_000_000), status: "pass" },
]);

describeFaults("clock-skew", [
  { what: "a minute, which is allowed", with: skew(-60), status: "pass" },
  { what: "two minutes behind", with: skew(-120), status: "warn", says: /2 min behind/, fix: /chrony/ },
  { what: "an hour ahead", with: skew(3600), status: "fail", says: /1 h ahead/ },
]);
