import type { CredentialProblem } from "../../model/facts/credential.ts";
import { newCredential, problem, shown } from "./problem.ts";

export interface PemBlock {
  readonly label: string;
  /** e.g. `PEM block 2 (CERTIFICATE, line 30)`. */
  readonly place: string;
  readonly der: Uint8Array;
  /** The old form of encrypted keys says so in a header. */
  readonly encrypted: boolean;
}

export interface PemReading {
  readonly blocks: readonly PemBlock[];
  readonly problems: readonly CredentialProblem[];
}

const maxBlocks = 64;
const maxBlockBytes = 262_144;
const latin1 = new TextDecoder("latin1");

interface OpenBlock {
  readonly label: string;
  readonly place: string;
  readonly lines: string[];
  size: number;
  encrypted: boolean;
}

/**
 * The blocks of a PEM file, whatever stands between them. A broken block is a problem and does not lose its
 * neighbours. One pass over the lines; at most 64 blocks of 256 KiB.
 */
export function readPem(bytes: Uint8Array): PemReading {
  const blocks: PemBlock[] = [];
  const problems: CredentialProblem[] = [];
  let open: OpenBlock | null = null;
  let count = 0;
  for (const [index, raw] of linesOf(bytes)) {
    const line = raw.trimEnd();
    const begin = /^-----BEGIN ([A-Z0-9 ]{1,64})-----$/u.exec(line)?.[1];
    const end = /^-----END ([A-Z0-9 ]{1,64})-----$/u.exec(line)?.[1];
    if (begin !== undefined) {
      if (open !== null) problems.push(broken(open.place, "has no END line; the file is truncated or was edited"));
      count += 1;
      if (count > maxBlocks) {
        problems.push(tooMany(index));
        return { blocks, problems };
      }
      open = {
        label: begin,
        place: `PEM block ${count} (${begin}, line ${index})`,
        lines: [],
        size: 0,
        encrypted: false,
      };
    } else if (end !== undefined && open !== null) {
      const block = end === open.label ? closeBlock(open) : `ends as ${end} on line ${index}`;
      if (typeof block === "string") problems.push(broken(open.place, block));
      else blocks.push(block);
      open = null;
    } else if (open !== null) addLine(open, line);
  }
  if (open !== null) problems.push(broken(open.place, "has no END line; the file is truncated"));
  return { blocks, problems };
}

function* linesOf(bytes: Uint8Array): Generator<readonly [number, string]> {
  const text = latin1.decode(bytes).replace(/^\u{ef}\u{bb}\u{bf}/u, "");
  let start = 0;
  for (let number = 1; start < text.length; number += 1) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield [number, text.slice(start, Math.min(end, start + maxBlockBytes * 2))];
    start = end + 1;
  }
}

function addLine(open: OpenBlock, line: string): void {
  if (/^[A-Za-z0-9-]{1,40}:/u.test(line)) {
    if (/^Proc-Type:.*ENCRYPTED/u.test(line)) open.encrypted = true;
    return;
  }
  open.size += line.length;
  if (open.size <= maxBlockBytes * 2) open.lines.push(line.trim());
}

function closeBlock(open: OpenBlock): PemBlock | string {
  if (open.size > (maxBlockBytes * 4) / 3) return `is larger than ${maxBlockBytes} bytes`;
  const base64 = open.lines.join("");
  if (base64 === "") return "is empty";
  const der = Buffer.from(base64, "base64");
  // Buffer skips what is not base64; only text that comes back as it was has been understood.
  if (der.toString("base64") !== base64) return "is not base64";
  return { label: open.label, place: open.place, der, encrypted: open.encrypted || open.label.startsWith("ENCRYPTED") };
}

const broken = (place: string, what: string): CredentialProblem =>
  problem("error", "bad-pem", `${shown(place)} ${what}`, newCredential);

const tooMany = (line: number): CredentialProblem =>
  problem(
    "error",
    "too-many-blocks",
    `line ${line}: more than ${maxBlocks} PEM blocks; the rest was not read`,
    "Keep the proxy, its key and its chain in the file, and nothing else.",
  );
