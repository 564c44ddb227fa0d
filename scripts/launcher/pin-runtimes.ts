// `node scripts/launcher/pin-runtimes.ts`: writes pinned-runtimes.json anew, after another Node was pinned in package.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeRuntime } from "./pinned-runtimes.ts";
import { architectures } from "./runtime-file.ts";
import { runtimePackage } from "./runtime-package.ts";

const packages = architectures.map((architecture) => ({ architecture, ...runtimePackage(architecture) }));
const [first] = packages;
const runtimes = Object.fromEntries(
  packages.map(({ architecture, directory }) => [
    architecture,
    describeRuntime(readFileSync(join(directory, "bin", "node")), architecture),
  ]),
);
const file = join(import.meta.dirname, "pinned-runtimes.json");
writeFileSync(file, `${JSON.stringify({ version: first?.version, runtimes }, null, 2)}\n`);
console.log(`${file}: Node ${first?.version ?? "?"}`);
