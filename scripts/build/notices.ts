// The licences of everything of others that the built files hold.
import type { Runtime } from "./executable.ts";
import { licenceTextIn, type Package } from "./packages.ts";

const rule = "=".repeat(100);

export function noticesText(packages: readonly Package[], node: Runtime): string {
  const parts = packages.map(({ name, version, licence, licenceText }) => ({
    title: `${name} ${version} (${licence})`,
    text: licenceText,
  }));
  const nodeText = licenceTextIn(node.directory);
  if (nodeText === "") throw new Error("the Node package has no licence file: its binary cannot be passed on");
  const nodePart = { title: `Node.js ${node.version} and what it includes (dist/glidein only)`, text: nodeText };
  const all = [...parts, nodePart];
  const contents = all.map(({ title }) => `  ${title}`).join("\n");
  const bodies = all.map(({ title, text }) => `${rule}\n${title}\n${rule}\n\n${text}\n`);
  return `glidein is distributed with the following software of others.\n\n${contents}\n\n${bodies.join("\n")}`;
}
