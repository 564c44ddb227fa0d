import { err, ok, type Result } from "../../model/result.ts";
import { isHostName } from "./host-name.ts";
import { quoted } from "./quoted.ts";

/** More nodes than any machine has; a list that expands beyond is refused, not cut. */
const mostHosts = 100_000;
const longestText = 1_048_576;

/**
 * Slurm's and Flux's compressed node list (`n[1-3,7],m[01-02],r[1-2]c[0-3],login`), expanded in order; the last
 * bracket varies fastest and zero padding is kept.
 */
export function parseHostList(text: string): Result<readonly string[], string> {
  if (text === "" || text.length > longestText) return err(`expected a node list, found ${quoted(text)}`);
  const hosts: string[] = [];
  for (const item of splitOutsideBrackets(text)) {
    const expanded = expand(item, mostHosts - hosts.length);
    if (!expanded.ok) return err(`${expanded.error} in the node list ${quoted(text)}`);
    for (const host of expanded.value) hosts.push(host);
  }
  return ok(hosts);
}

function splitOutsideBrackets(text: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "[") inside = true;
    else if (text[at] === "]") inside = false;
    else if (text[at] === "," && !inside) {
      items.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...items, text.slice(start)];
}

function expand(item: string, room: number): Result<readonly string[], string> {
  if (!/^(?:[^[\]]|\[[0-9,-]+\])+$/u.test(item)) return err(`${quoted(item)} is no host name`);
  let hosts = [""];
  for (const part of item.split(/(\[[^\]]*\])/u)) {
    const numbers = part.startsWith("[") ? parseRanges(part.slice(1, -1), room) : ok([part]);
    if (!numbers.ok) return numbers;
    if (numbers.value.length * hosts.length > room) return err(`there are more than ${mostHosts} hosts`);
    hosts = hosts.flatMap((host) => numbers.value.map((number) => host + number));
  }
  const wrong = hosts.find((host) => !isHostName(host));
  return wrong === undefined ? ok(hosts) : err(`${quoted(wrong)} is no host name`);
}

function parseRanges(text: string, room: number): Result<string[], string> {
  const numbers: string[] = [];
  for (const range of text.split(",")) {
    const match = /^([0-9]{1,9})(?:-([0-9]{1,9}))?$/u.exec(range);
    if (match?.[1] === undefined) return err(`${quoted(range)} is no range`);
    const [low, high] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (high < low) return err(`the range ${quoted(range)} is upside down`);
    if (high - low >= room - numbers.length) return err(`there are more than ${mostHosts} hosts`);
    for (let number = low; number <= high; number += 1) numbers.push(String(number).padStart(match[1].length, "0"));
  }
  return ok(numbers);
}
