import { err, type Result } from "../../model/result.ts";
import { type CpuSet, parseCpuList, parseCpuMask } from "./cpu-list.ts";

/** What is used of /proc/self/status; null = the line is not there or is not what the kernel writes. */
export interface ProcessStatus {
  /** Effective ids. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** CPUs that we may run on. */
  readonly allowedCpus: Result<CpuSet, string>;
  readonly noNewPrivileges: boolean | null;
  /** 0 off, 1 strict, 2 filter. */
  readonly seccomp: number | null;
  /** CAP_SYS_ADMIN is in our effective set. */
  readonly systemAdministrator: boolean | null;
}

const systemAdminBit = 21;

/** Total: any text gives an answer. The first of two equal lines counts. */
export function parseStatus(text: string): ProcessStatus {
  const lines = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    if (colon > 0 && !lines.has(name)) lines.set(name, line.slice(colon + 1).trim());
  }
  const number = (name: string): number | null => {
    const value = lines.get(name);
    return value !== undefined && /^[0-9]{1,10}$/u.test(value) ? Number(value) : null;
  };
  // Real, effective, saved and file system id.
  const effective = (name: string): number | null => {
    const ids = /^[0-9]{1,10}\s+([0-9]{1,10})(?:\s+[0-9]{1,10}){2}$/u.exec(lines.get(name) ?? "");
    return ids === null ? null : Number(ids[1]);
  };
  const capabilities = lines.get("CapEff");
  const noNewPrivileges = number("NoNewPrivs");
  return {
    uid: effective("Uid"),
    gid: effective("Gid"),
    allowedCpus: allowedCpus(lines.get("Cpus_allowed_list"), lines.get("Cpus_allowed")),
    noNewPrivileges: noNewPrivileges === null ? null : noNewPrivileges !== 0,
    seccomp: number("Seccomp"),
    systemAdministrator:
      capabilities !== undefined && /^[0-9a-f]{1,16}$/iu.test(capabilities)
        ? (BigInt(`0x${capabilities}`) >> BigInt(systemAdminBit)) % 2n === 1n
        : null,
  };
}

function allowedCpus(list: string | undefined, mask: string | undefined): Result<CpuSet, string> {
  const readings = [
    ...(list === undefined ? [] : [parseCpuList(list)]),
    ...(mask === undefined ? [] : [parseCpuMask(mask)]),
  ];
  const good = readings.find((reading) => reading.ok && reading.value.count > 0);
  if (good !== undefined) return good;
  const bad = readings.find((reading) => !reading.ok);
  if (bad !== undefined) return bad;
  return err(readings.length === 0 ? "it has no line Cpus_allowed_list" : "Cpus_allowed_list is empty");
}
