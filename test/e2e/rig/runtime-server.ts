// A web server for the nodes that has the launcher's runtime, and writes a line for every request.
// `node runtime-server.ts PORT`
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { runtimeName } from "../../../scripts/launcher/pinned-runtimes.ts";
import { type Architecture, architectures, runtimeBytes } from "../../../scripts/launcher/runtime-file.ts";
import { runtimePackage } from "../../../scripts/launcher/runtime-package.ts";

const architecture: Architecture = architectures.find((one) => one === process.arch) ?? "x64";
const binary = readFileSync(join(runtimePackage(architecture).directory, "bin", "node"));
const body = gzipSync(runtimeBytes(binary, architecture), { level: 1 });

createServer((request, response) => {
  console.log(`${request.method ?? ""} ${request.url ?? ""}`);
  if (request.url === `/runtime/${runtimeName(architecture)}.gz`) response.end(body);
  else response.writeHead(404).end("not here\n");
}).listen(Number(process.argv[2]), () => console.log("ready"));
