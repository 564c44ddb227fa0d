// `npm run release [-- --outdir DIR --url URL... --key FILE]`: everything that is published, made from the sources, the same
// every time. `--url` is where the runtime files will be; it is written into the launcher.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { type Bundle, bundle } from "./build/bundle.ts";
import { buildExecutable, runtime } from "./build/executable.ts";
import { noticesText } from "./build/notices.ts";
import { bundledPackages } from "./build/packages.ts";
import { packedScript } from "./build/packed-script.ts";
import { ensureBuildTools } from "./build/prerequisites.ts";
import { root } from "./build/root.ts";
import { launcherText } from "./launcher/launcher.ts";
import { type Architecture, architectures } from "./launcher/runtime-file.ts";
import { runtimePackage } from "./launcher/runtime-package.ts";
import type { ArchiveEntry } from "./release/archive-entry.ts";
import { bashCompletion, zshCompletion } from "./release/completions.ts";
import { debName, debPackage } from "./release/deb-package.ts";
import { manPage } from "./release/man-page.ts";
import { npmPackage } from "./release/npm-package.ts";
import { releaseTime } from "./release/release-time.ts";
import { rpmName, rpmPackage } from "./release/rpm-package.ts";
import { runtimeFiles } from "./release/runtime-files.ts";
import { sbom } from "./release/sbom.ts";
import { checksums, publicKeyOf, signatureOf, signingKey } from "./release/signature.ts";

const { values } = parseArgs({
  options: {
    outdir: { type: "string", default: join(root, "dist", "release") },
    url: { type: "string", multiple: true, default: [] },
    key: { type: "string", default: process.env["GLIDEIN_RELEASE_KEY"] ?? join(root, ".cache", "release-key.pem") },
  },
});
const say = (text: string): void => console.error(`release: ${text}`);

async function release(): Promise<ReadonlyMap<string, Buffer>> {
  ensureBuildTools(say, architectures);
  // Our own file.
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly license: string;
  };
  const { version, description } = manifest;
  const summary = description.replace(/:.*/u, "");
  const time = releaseTime();
  say("building for x86-64 and aarch64");
  const built = await bundle({ architectures });
  const packages = bundledPackages(built.metafile);

  const script = Buffer.from(packedScript(built));
  const documents = [
    text("LICENSE", readFileSync(join(root, "LICENSE"), "utf8")),
    text("CHANGELOG.md", readFileSync(join(root, "CHANGELOG.md"), "utf8")),
    text("THIRD-PARTY-NOTICES.txt", noticesText(packages, runtime())),
  ];
  const page = manPage(version, time);
  const files = new Map<string, Buffer>();
  files.set("glidein.sh", Buffer.from(await launcherText({ architectures, urls: values.url })));
  files.set("glidein.cjs", script);
  files.set("sbom.cdx.json", Buffer.from(sbom(version, time, packages, process.versions)));
  for (const { path, content } of documents) files.set(path, content);
  for (const path of runtimeFiles(say)) files.set(basename(path), readFileSync(path));

  for (const architecture of architectures) {
    say(`packing for ${architecture}`);
    const executable = executableFor(architecture, built);
    files.set(`glidein-linux-${architecture}`, executable);
    const described = { version, summary, architecture, time };
    const entries: readonly ArchiveEntry[] = [
      { path: "usr/bin/glidein", content: executable, executable: true },
      text("usr/share/man/man1/glidein.1", page),
      text("usr/share/bash-completion/completions/glidein", bashCompletion()),
      text("usr/share/zsh/site-functions/_glidein", zshCompletion()),
      ...documents.map((one) => ({ ...one, path: `usr/share/doc/glidein/${one.path}` })),
    ];
    files.set(debName(described), debPackage(described, entries));
    files.set(rpmName(described), rpmPackage(described, entries));
  }
  const entries = [{ path: "glidein.cjs", content: script, executable: true }, text("glidein.1", page), ...documents];
  files.set(`glidein-${version}.tgz`, npmPackage(manifest, entries, time));
  return files;
}

const text = (path: string, content: string): ArchiveEntry => ({
  path,
  content: Buffer.from(content),
  executable: false,
});

function executableFor(architecture: Architecture, built: Bundle): Buffer {
  const scratch = mkdtempSync(join(root, ".cache", "release-"));
  try {
    const path = join(scratch, "executable");
    const foreign = { architecture, node: join(runtimePackage(architecture).directory, "bin", "node") };
    buildExecutable(built, path, scratch, architecture === process.arch ? undefined : foreign);
    return readFileSync(path);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Beside the place first: a release that fails half-way leaves the last one as it was. */
function publish(files: ReadonlyMap<string, Buffer>): void {
  const aside = `${values.outdir}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  const key = signingKey(values.key, say);
  const sums = checksums(files);
  const all = new Map([
    ...files,
    ["SHA256SUMS", Buffer.from(sums)] as const,
    ["SHA256SUMS.sig", signatureOf(sums, key)] as const,
    ["release-key.pem", Buffer.from(publicKeyOf(key))] as const,
  ]);
  for (const [name, content] of all) {
    const mode = /^glidein(\.sh|\.cjs|-linux-\w+)$/u.test(name) ? 0o755 : 0o644;
    writeFileSync(join(aside, name), content, { mode });
  }
  rmSync(values.outdir, { recursive: true, force: true });
  renameSync(aside, values.outdir);
  for (const [name, { length }] of all) console.log(`${length.toLocaleString("en").padStart(14)}  ${name}`);
}

try {
  publish(await release());
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
