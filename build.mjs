// Makes dist/: the single executable, the launcher, the script for a Node that is already there, the licences of others, the sizes.
// `node build.mjs [--outdir DIR]`; the same sources give the same bytes.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./scripts/build/bundle.ts";
import { buildExecutable, runtime } from "./scripts/build/executable.ts";
import { noticesText } from "./scripts/build/notices.ts";
import { bundledPackages } from "./scripts/build/packages.ts";
import { packedScript } from "./scripts/build/packed-script.ts";
import { ensureBuildTools } from "./scripts/build/prerequisites.ts";
import { overBudget, sizeReport, sizeTable } from "./scripts/build/size-report.ts";
import { launcherText } from "./scripts/launcher/launcher.ts";

const { values } = parseArgs({ options: { outdir: { type: "string", default: join(import.meta.dirname, "dist") } } });

async function main(outdir) {
  ensureBuildTools((text) => console.error(text));
  mkdirSync(outdir, { recursive: true });
  // Beside the results, which are renamed into place whole: somebody may be running the ones that are there.
  const scratch = mkdtempSync(join(outdir, ".build-"));
  try {
    const built = await bundle();
    const executable = join(scratch, "executable");
    buildExecutable(built, executable, scratch);
    const script = join(scratch, "script");
    writeFileSync(script, packedScript(built), { mode: 0o755 });

    const launcher = join(scratch, "launcher");
    writeFileSync(launcher, await launcherText({ architectures: [process.arch], urls: [] }), { mode: 0o755 });

    const files = new Map([
      ["glidein", readFileSync(executable)],
      ["glidein.cjs", readFileSync(script)],
      ["glidein.sh", readFileSync(launcher)],
    ]);
    const report = await sizeReport(files, built.metafile);
    console.log(sizeTable(report));
    const problems = overBudget(report);
    if (problems.length > 0) throw new Error(problems.join("\n"));

    writeFileSync(join(outdir, "THIRD-PARTY-NOTICES.txt"), noticesText(bundledPackages(built.metafile), runtime()));
    writeFileSync(join(outdir, "size-report.json"), `${JSON.stringify(report, null, 2)}\n`);
    renameSync(executable, join(outdir, "glidein"));
    renameSync(script, join(outdir, "glidein.cjs"));
    renameSync(launcher, join(outdir, "glidein.sh"));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main(values.outdir);
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
