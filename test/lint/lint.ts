// Runs the linter, under this repository's configuration, over a tree of its own.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Complaint {
  readonly rule: string;
  readonly line: number;
}
/** By file; a file that the linter has nothing against is not there. */
export type Complaints = ReadonlyMap<string, readonly Complaint[]>;

/** What the command prints with `--format json`, as far as it is used here. */
interface Report {
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly code?: string;
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
}

const repository = join(import.meta.dirname, "..", "..");

const compilerConfiguration = {
  extends: join(repository, "tsconfig.json"),
  compilerOptions: { typeRoots: [join(repository, "node_modules", "@types")] },
  include: ["src", "validation"],
  exclude: [],
};

export function lint(files: ReadonlyMap<string, string>, options: readonly string[] = []): Complaints {
  const tree = mkdtempSync(join(tmpdir(), "glidein-lint-"));
  try {
    copyFileSync(join(repository, ".oxlintrc.json"), join(tree, ".oxlintrc.json"));
    writeFileSync(join(tree, "tsconfig.json"), JSON.stringify(compilerConfiguration));
    for (const [file, text] of files) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    const programs = join(repository, "node_modules", ".bin");
    // It looks for its type-aware half from the directory that it lints.
    const env = { ...process.env, OXLINT_TSGOLINT_PATH: join(programs, "tsgolint") };
    const done = spawnSync(join(programs, "oxlint"), ["--format", "json", ...options], {
      cwd: tree,
      env,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    return complaintsIn(JSON.parse(done.stdout) as Report);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function complaintsIn(report: Report): Complaints {
  const found = new Map<string, Complaint[]>();
  for (const { filename, code, labels } of report.diagnostics) {
    // "eslint(no-console)"
    const rule = /\((.*)\)/.exec(code ?? "")?.[1] ?? "unknown";
    found.set(filename, [...(found.get(filename) ?? []), { rule, line: labels[0]?.span.line ?? 0 }]);
  }
  return found;
}
