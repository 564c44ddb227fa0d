import { err, ok, type Result } from "../../model/result.ts";
import { parseHostList } from "../batch/host-list.ts";
import { bareHostName } from "../batch/host-name.ts";

export interface HostWords {
  /** Distinct, in the order of their first mention. */
  readonly hosts: readonly string[];
  readonly duplicates: readonly string[];
}

const longest = 4_194_304;
/** As many as one list in brackets may name. */
const mostHosts = 100_000;

/**
 * A list of hosts as people write it, in a file or on a command line: separated by blanks, commas or lines, `n[1-4]` as
 * Slurm and Flux have it, `#` begins a comment, `slots=4` and `:4` of MPI host files mean nothing here.
 */
export function parseHostWords(text: string): Result<HostWords, string> {
  if (text.length > longest) return err(`it is longer than ${longest} characters`);
  const hosts: string[] = [];
  const duplicates = new Set<string>();
  const seen = new SeenHosts();
  for (const line of text.split("\n")) {
    const words = line
      .replace(/#.*$/u, "")
      .split(/[\s]+/u)
      .filter((word) => word !== "" && !/^(?:slots|max[-_]slots|cpus?)=[0-9]{1,6}$/u.test(word));
    for (const word of words) {
      const expanded = parseHostList(word.replace(/^,+|,+$/gu, "").replace(/(?<=[A-Za-z0-9\]]):[0-9]{1,6}$/u, ""));
      if (!expanded.ok) return expanded;
      for (const host of expanded.value) {
        if (seen.isAgain(host)) duplicates.add(host);
        else hosts.push(host);
      }
      if (hosts.length > mostHosts) return err(`it names more than ${mostHosts} hosts`);
    }
  }
  return hosts.length === 0 ? err("it names no host") : ok({ hosts, duplicates: [...duplicates] });
}

/** Batch systems name a host once for each of its slots, so each is looked up, not searched. */
class SeenHosts {
  readonly #whole = new Set<string>();
  /** First labels of names with a domain: a name without one is the same host. */
  readonly #labels = new Set<string>();

  isAgain(host: string): boolean {
    const name = bareHostName(host);
    const [label = name] = name.split(".", 1);
    const isShort = label === name;
    if (this.#whole.has(name) || (isShort ? this.#labels.has(name) : this.#whole.has(label))) return true;
    this.#whole.add(name);
    if (!isShort) this.#labels.add(label);
    return false;
  }
}
