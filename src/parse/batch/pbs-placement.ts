import { err, ok, type Result } from "../../model/result.ts";
import { isSameHost } from "./host-name.ts";
import { quoted } from "./quoted.ts";

/** What one virtual node gives to a chunk; amounts as PBS writes them (`ncpus` → `8`, `mem` → `16777216kb`). */
export interface VnodeShare {
  readonly vnode: string;
  readonly amounts: ReadonlyMap<string, string>;
}
export type Chunk = readonly VnodeShare[];

const longest = 1_048_576;

/** `exec_vnode`: `(node1:ncpus=8:mem=16777216kb)+(node2[0]:ncpus=4+node2[1]:ncpus=4)`, one chunk a parenthesis. */
export function parseExecVnode(text: string): Result<readonly Chunk[], string> {
  if (text.length > longest) return err("the exec_vnode is longer than 1 MiB");
  const chunks: Chunk[] = [];
  for (const chunk of splitChunks(text)) {
    const inner = chunk.startsWith("(") && chunk.endsWith(")") ? chunk.slice(1, -1) : chunk;
    const shares = inner.split("+").map(parseShare);
    const parsed = shares.filter((share) => share !== null);
    if (parsed.length !== shares.length)
      return err(`expected (NODE:ncpus=N:…)+…, found ${quoted(chunk)} in ${quoted(text)}`);
    chunks.push(parsed);
  }
  return ok(chunks);
}

/** At every `+` outside of parentheses. */
function splitChunks(text: string): readonly string[] {
  const chunks: string[] = [];
  let start = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "(") inside = true;
    else if (text[at] === ")") inside = false;
    else if (text[at] === "+" && !inside) {
      chunks.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...chunks, text.slice(start)];
}

function parseShare(text: string): VnodeShare | null {
  const [vnode = "", ...pairs] = text.split(":");
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}(?:\[[A-Za-z0-9_.-]{1,64}\])?$/u.test(vnode)) return null;
  const amounts = new Map<string, string>();
  for (const pair of pairs) {
    const match = /^([A-Za-z_][A-Za-z0-9_]{0,63})=([A-Za-z0-9_.-]{1,64})$/u.exec(pair);
    if (match?.[1] === undefined || match[2] === undefined) return null;
    amounts.set(match[1], match[2]);
  }
  return { vnode, amounts };
}

/** Hosts of `exec_host` (`node1/0*8+node2/1*4`), one for each chunk. */
export function parseExecHost(text: string): Result<readonly string[], string> {
  if (text.length > longest) return err("the exec_host is longer than 1 MiB");
  const hosts: string[] = [];
  for (const item of text.split("+")) {
    const host = /^([A-Za-z0-9_][A-Za-z0-9_.-]{0,254})\/[0-9*,-]{1,64}$/u.exec(item)?.[1];
    if (host === undefined) return err(`expected HOST/INDEX*CPUS, found ${quoted(item)} in ${quoted(text)}`);
    hosts.push(host);
  }
  return ok(hosts);
}

/**
 * The shares of `host`. Names of virtual nodes are the site's; where there is a host for each chunk, that one counts,
 * else `node2[1]` counts as being on `node2`.
 */
export function sharesOn(host: string, chunks: readonly Chunk[], hosts: readonly string[]): readonly VnodeShare[] {
  return hosts.length === chunks.length
    ? chunks.filter((_, place) => isSameHost(hosts[place] ?? "", host)).flat()
    : chunks.flat().filter(({ vnode }) => isSameHost(vnode.replace(/\[.*$/u, ""), host));
}
