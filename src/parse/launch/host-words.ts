import { err, ok, type Result } from "../../model/result.ts";
import { parseHostList } from "../batch/host-list.ts";
import { isSameHost } from "../batch/host-name.ts";

export interface HostWords {
  /** Distinct, in the order of their first mention. */
  readonly hosts: readonly string[];
  readonly duplicates: readonly string[];
}

const longest = 4_194_304;

/**
 * A list of hosts as people write it, in a file or on a command line: separated by blanks, commas or lines, `n[1-4]` as
 * Slurm and Flux have it, `#` begins a comment, `slots=4` and `:4` of MPI host files mean nothing here.
 */
export function parseHostWords(text: string): Result<HostWords, string> {
  if (text.length > longest) return err(`it is longer than ${longest} characters`);
  const hosts: string[] = [];
  const duplicates = new Set<string>();
  const seen = new Set<string>();
  for (const line of text.split("\n")) {
    const words = line
      .replace(/#.*$/u, "")
      .split(/[\s]+/u)
      .filter((word) => word !== "" && !/^(?:slots|max[-_]slots|cpus?)=[0-9]{1,6}$/u.test(word));
    for (const word of words) {
      const expanded = parseHostList(word.replace(/^,+|,+$/gu, "").replace(/(?<=[A-Za-z0-9\]]):[0-9]{1,6}$/u, ""));
      if (!expanded.ok) return expanded;
      for (const host of expanded.value) {
        // The same host with and without its domain is one.
        const short = host.split(".", 1)[0]?.toLowerCase() ?? host;
        const again = seen.has(short) && hosts.some((other) => isSameHost(other, host));
        if (again) duplicates.add(host);
        else hosts.push(host);
        seen.add(short);
      }
    }
  }
  return hosts.length === 0 ? err("it names no host") : ok({ hosts, duplicates: [...duplicates] });
}
