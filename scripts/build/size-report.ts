// How big the built files are and what takes the room; a build that outgrows its budget fails.
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Metafile } from "esbuild";
import { bundledPackages, bytesByDirectory } from "./packages.ts";

/** Bytes. Sites pay for every one of them once for each pilot: raise a number only with its reason. */
const budgets: Readonly<Record<string, number>> = {
  glidein: 116_000_000,
  "glidein.cjs": 1_000_000,
  "glidein.sh": 500_000,
};

export interface SizeReport {
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly gzip: number;
    readonly budget: number;
  }[];
  /** Shares of the bundle's text before it is packed; "glidein" is our own code. */
  readonly bundle: readonly { readonly name: string; readonly version: string | null; readonly bytes: number }[];
}

export async function sizeReport(files: ReadonlyMap<string, Buffer>, metafile: Metafile): Promise<SizeReport> {
  const own = { name: "glidein", version: null, bytes: bytesByDirectory(metafile).get("") ?? 0 };
  const packages = bundledPackages(metafile)
    .filter(({ bytes }) => bytes > 0)
    .map(({ name, version, bytes }) => ({ name, version, bytes }));
  const compress = promisify(gzip);
  return {
    files: await Promise.all(
      [...files].map(async ([name, content]) => ({
        name,
        bytes: content.length,
        gzip: (await compress(content)).length,
        budget: budgets[name] ?? 0,
      })),
    ),
    bundle: [own, ...packages].toSorted((a, b) => b.bytes - a.bytes),
  };
}

export function overBudget({ files }: SizeReport): readonly string[] {
  return files
    .filter(({ bytes, budget }) => bytes > budget)
    .map(
      ({ name, bytes, budget }) => `${name} has ${bytes} bytes, its budget is ${budget} (scripts/build/size-report.ts)`,
    );
}

export function sizeTable({ files, bundle }: SizeReport): string {
  const total = bundle.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    row("file", "bytes", "gzip"),
    ...files.map(({ name, bytes, gzip: packed }) => row(`dist/${name}`, grouped(bytes), grouped(packed))),
    "",
    row("bundle", "bytes", "share"),
    ...bundle.map(({ name, version, bytes }) =>
      row(version === null ? name : `${name} ${version}`, grouped(bytes), `${((100 * bytes) / total).toFixed(1)} %`),
    ),
  ].join("\n");
}

const grouped = (bytes: number): string => bytes.toLocaleString("en");
const row = (name: string, first: string, second: string): string =>
  `  ${name.padEnd(30)}${first.padStart(14)}${second.padStart(14)}`;
