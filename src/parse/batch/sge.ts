import { err, ok, type Result } from "../../model/result.ts";
import { type Seconds, seconds } from "../../model/units.ts";
import { type HostShare, sharesOf } from "./node-file.ts";
import { quoted } from "./quoted.ts";

/** `$PE_HOSTFILE`: `host slots queue@host binding` a line; a host may have a line for each queue. */
export function parsePeHostFile(text: string): Result<readonly HostShare[], string> {
  const entries: HostShare[] = [];
  for (const line of text.split("\n")) {
    const [host, slots] = line.trim().split(/\s+/u);
    if (host === undefined || host === "") continue;
    entries.push({ host, slots: /^[0-9]{1,6}$/u.test(slots ?? "") ? Number(slots) : 0 });
  }
  return sharesOf(entries, text);
}

/** The job spool's `config`: `name=value` lines. Of a name that comes twice the first counts. */
export function parseSpoolConfig(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Za-z_][A-Za-z0-9_]{0,63})=(.{0,1024})$/u.exec(line.trimEnd());
    if (match?.[1] !== undefined && match[2] !== undefined && !values.has(match[1])) values.set(match[1], match[2]);
  }
  return values;
}

/** `h_rt` and its like: seconds, `HH:MM:SS`, or `INFINITY`. */
export function parseSgeTime(text: string): Result<Seconds | "unlimited", string> {
  if (/^(?:INFINITY|NONE)$/iu.test(text) || text === "4294967295") return ok("unlimited");
  const match = /^(?:([0-9]{0,7}):([0-9]{0,7}):)?([0-9]{1,10})$/u.exec(text);
  if (match === null) return err(`expected seconds, HH:MM:SS or INFINITY, found ${quoted(text)}`);
  return ok(seconds(Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3])));
}

/** Requested limits in `qstat -j ID`: `hard resource_list:  h_rt=86400,h_vmem=4G`; empty when none were asked for. */
export function parseSgeQstat(text: string): Result<ReadonlyMap<string, string>, string> {
  if (!/^job_number:\s+[0-9]/mu.test(text)) return err(`expected "job_number: …", found ${quoted(text.trim())}`);
  const list = /^hard[ _]resource_list: *(\S{0,4096})/mu.exec(text)?.[1] ?? "";
  const pairs = list.split(",").flatMap((pair) => {
    const match = /^([A-Za-z_][A-Za-z0-9_]{0,63})=(.+)$/u.exec(pair);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]] as const];
  });
  return ok(new Map(pairs));
}
