// What a node's file can be instead of what it should be.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Hostility = (path: string) => void;

/** A file that no tree holds; the mark must never be seen. */
export const mark = "0-3 outside-of-the-tree";
export const outside = join(mkdtempSync(join(tmpdir(), "glidein-outside-")), "file");
writeFileSync(outside, `${mark}\n`);

const content =
  (bytes: string | Uint8Array): Hostility =>
  (path) =>
    writeFileSync(path, bytes);

/** By name; each puts something in the place of the file at `path`. */
export const hostilities: Readonly<Record<string, Hostility>> = {
  empty: content(""),
  "NUL bytes": content("8\0\0" + "9\n\0"),
  "a byte order mark": content("\u{feff}8\n"),
  "carriage returns": content("8\r\nProcessor: x\r\n\r\n"),
  "invalid UTF-8": content(Uint8Array.from([0x80, 0xff, 0xfe, 0x0a, 0xc3, 0x28, 0x3d, 0xed, 0xa0, 0x80])),
  "10 MB": content("A=1\n".repeat(2_500_000)),
  "10 MB in one line": content("7".repeat(10_000_000)),
  "deep nesting": content(`${"[{(".repeat(5000)}x`),
  "control characters": content("\u{1b}[2J\u{1b}]0;x\u{7}0::/a\u{202e}b\n"),
  "numbers beyond measure": content("99999999999999999999999 1e999 -1 NaN Infinity 0x10 08\n"),
  "macros and commands": content('$(id) `id` $ENV(HOME) ${x} "; exit 1; \\n %s%n\n'),
  prototypes: content("__proto__=1\nconstructor=2\n__proto__: 3\nconstructor : 4\n"),
  "an HTML page": content("<!doctype html><html><body>login please</body></html>\n"),
  "a directory": (path) => mkdirSync(path),
  "a pipe": (path) => execFileSync("mkfifo", [path]),
  "a symbolic link to itself": (path) => symlinkSync(path.slice(path.lastIndexOf("/") + 1), path),
  "a symbolic link to a terminal": (path) => symlinkSync("/dev/tty", path),
  "an absolute symbolic link out of the tree": (path) => symlinkSync(outside, path),
  "a relative symbolic link out of the tree": (path) => symlinkSync(`${"../".repeat(40)}${outside}`, path),
};

/** Puts `hostility` where the file or directory at `path` was. */
export function put(hostility: Hostility, path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  hostility(path);
}

/** A socket at `path`, until the returned function is called. */
export async function listenAt(path: string): Promise<() => void> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(path, listening));
  return () => server.close();
}
