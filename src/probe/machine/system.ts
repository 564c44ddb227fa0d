import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { SystemFacts } from "../../model/facts/machine.ts";
import { printable } from "../../parse/printable.ts";
import { cpuLevel } from "../../parse/proc/cpu-level.ts";
import { elfMachine } from "../../parse/proc/elf-machine.ts";
import type { ResourceLimits } from "../../parse/proc/limits.ts";
import { type OsRelease, parseOsRelease } from "../../parse/proc/os-release.ts";
import type { CgroupReading } from "./cgroup.ts";
import { readCpuinfo } from "./cpuinfo.ts";
import { probeUserNamespaces } from "./namespaces.ts";
import { readStatus } from "./process-status.ts";

/** A shell that is linked statically, or bash. */
const maxProgram = 8 * 1024 * 1024;

export async function probeSystem(host: Host, cgroup: CgroupReading, limits: ResourceLimits): Promise<SystemFacts> {
  const [hostname, kernel, os, cpuinfo, status, userNamespaces] = await Promise.all([
    hostnameOf(host),
    word(host, "/proc/sys/kernel/osrelease", /^[!-~]{1,100}$/u),
    osOf(host),
    readCpuinfo(host),
    readStatus(host),
    probeUserNamespaces(host),
  ]);
  return {
    hostname: hostname.value,
    kernel: kernel.value,
    architecture: await architectureOf(host, cpuinfo.ok ? cpuinfo.value.architecture : null),
    os: { id: os.id, version: os.version, name: os.name },
    cpuLevel: cpuinfo.ok ? cpuLevel(cpuinfo.value.features) : null,
    limits: limits.limits,
    userNamespaces,
    noNewPrivileges: status.ok ? status.value.noNewPrivileges : null,
    seccompFilter: !status.ok || status.value.seccomp === null ? null : status.value.seccomp === 2,
    cgroup: cgroup.facts,
    unknown: [...hostname.unknown, ...kernel.unknown, ...os.unknown, ...limits.unknown, ...cgroup.unknown.processes],
  };
}

interface Word {
  readonly value: string | null;
  readonly unknown: readonly Unknown[];
}

const hostName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/u;

/** The kernel's word; a composed tree may have only the variable. */
async function hostnameOf(host: Host): Promise<Word> {
  const said = await word(host, "/proc/sys/kernel/hostname", hostName);
  const variable = host.env["HOSTNAME"] ?? "";
  return said.value === null && hostName.test(variable) ? { ...said, value: variable } : said;
}

/** One word in a file. What has another form is left out and said, so that it cannot reach a configuration. */
async function word(host: Host, file: string, form: RegExp): Promise<Word> {
  const text = await host.readText(file);
  if (!text.ok) return { value: null, unknown: [{ what: file, why: text.error.what }] };
  const value = text.value.trim();
  if (form.test(value)) return { value, unknown: [] };
  const why = value === "" ? "it is empty" : `"${printable(value, 60)}" has characters that do not belong there`;
  return { value: null, unknown: [{ what: file, why }] };
}

/** The second is where the file belongs; the first may be absent in a minimal image. */
async function osOf(host: Host): Promise<OsRelease> {
  const files = ["/etc/os-release", "/usr/lib/os-release"];
  let why = "";
  for (const file of files) {
    const text = await host.readText(file);
    if (text.ok) {
      const parsed = parseOsRelease(text.value);
      return { ...parsed, unknown: parsed.unknown.map((one) => ({ what: `${file}: ${one.what}`, why: one.why })) };
    }
    why = text.error.what;
  }
  return { id: null, version: null, name: null, unknown: [{ what: files.join(" and "), why }] };
}

/** Kernels from 6.1 on say it; then what /proc/cpuinfo shows; then for what the node's shell was built. */
async function architectureOf(host: Host, fromCpuinfo: string | null): Promise<string | null> {
  const { value } = await word(host, "/proc/sys/kernel/arch", /^[A-Za-z0-9_]{1,32}$/u);
  if (value !== null || fromCpuinfo !== null) return value ?? fromCpuinfo;
  const shell = await host.readBytes("/bin/sh", maxProgram);
  return shell.ok ? elfMachine(shell.value) : null;
}
