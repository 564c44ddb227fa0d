// `npm run bench [-- --json]`: what a glidein costs before and while it works, beside the shell pilot; a table for the README.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startRig } from "../test/e2e/rig/rig.ts";
import { type Command, type Environment, medianTime, memoryOfMany, processesOf, timeOfMany } from "./bench/measure.ts";
import { residentCost } from "./bench/resident.ts";
import { shellPilot } from "./bench/shell-pilot.ts";
import { root } from "./build/root.ts";
import { runtimeName } from "./launcher/pinned-runtimes.ts";
import { type Architecture, architectures, runtimeBytes } from "./launcher/runtime-file.ts";
import { runtimePackage } from "./launcher/runtime-package.ts";

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The shell pilot's, where it has one. */
  readonly shell?: number;
}

const dist = process.env["GLIDEIN_DIST"] ?? join(root, "dist");
const launcher = join(dist, "glidein.sh");
const executable = join(dist, "glidein");
const architecture: Architecture = architectures.find((one) => one === process.arch) ?? "x64";
const residentSeconds = 60;
const directory = mkdtempSync(join(tmpdir(), "glidein-bench-"));

async function measure(): Promise<readonly Row[]> {
  const node = join(runtimePackage(architecture).directory, "bin", "node");
  const packed = gzipSync(runtimeBytes(readFileSync(node), architecture));
  let requests = 0;
  const server = createServer((request, response) => {
    if (request.url === `/${runtimeName(architecture)}.gz`) {
      requests += 1;
      response.end(packed);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = (cache: string): Environment => ({
    PATH: "/usr/bin:/bin",
    HOME: directory,
    GLIDEIN_Runtime_Cache: join(directory, cache),
    GLIDEIN_Runtime_URL: url,
    ...(cache.startsWith("path") ? { GLIDEIN_NODE: node } : {}),
  });
  const version: Command = ["/bin/sh", launcher, "--version"];
  try {
    const coldOne = await timeOfMany(1, version, env("cold"));
    requests = 0;
    const coldAll = await timeOfMany(64, version, env("together"));
    const coldRequests = requests;
    const warm = env("cold");
    const waiting = env("waiting");
    const held = unprivileged(["/bin/sh", launcher, "run", "--hold", "600"]);
    const holding = /"holding"|holding/u;
    const [one, four, eight] = [
      await memoryOfMany(1, held, waiting, holding),
      await memoryOfMany(4, held, waiting, holding),
      await memoryOfMany(8, held, waiting, holding),
    ];
    const size = (path: string): number => statSync(path).size;
    return [
      {
        what: "sent with every pilot (glidein.sh)",
        value: size(launcher) / 1000,
        unit: "kB",
        shell: shellPilot.payload / 1000,
      },
      { what: "fetched once per node (runtime, gzip)", value: packed.length / 1e6, unit: "MB" },
      { what: "single executable", value: size(executable) / 1e6, unit: "MB" },
      { what: "start, launcher, warm node", value: medianTime(version, warm), unit: "ms" },
      { what: "start, launcher, Node of the site", value: medianTime(version, env("path")), unit: "ms" },
      { what: "start, single executable", value: medianTime([executable, "--version"], warm), unit: "ms" },
      { what: "start, cold node, with the download", value: coldOne, unit: "ms" },
      { what: "64 at once, cold node", value: coldAll / 1000, unit: "s" },
      { what: "downloads of these 64", value: coldRequests, unit: "" },
      { what: "64 at once, warm node", value: (await timeOfMany(64, version, warm)) / 1000, unit: "s" },
      { what: "processes of a warm start", value: processesOf(version, warm), unit: "" },
      {
        what: "look and plan: processes",
        value: processesOf(["/bin/sh", launcher, "plan"], warm),
        unit: "",
        shell: shellPilot.processes,
      },
      {
        what: "look and plan: time",
        value: medianTime(["/bin/sh", launcher, "plan"], warm, 5) / 1000,
        unit: "s",
        shell: shellPilot.seconds,
      },
      { what: "memory, waiting, own dirty pages", value: one.ownDirty, unit: "MiB", shell: shellPilot.idleMemory },
      { what: "memory, 1 on a node, its share (PSS)", value: one.shareOfAll, unit: "MiB" },
      { what: "memory, 4 on a node, each one's share", value: four.shareOfAll, unit: "MiB" },
      { what: "memory, 8 on a node, each one's share", value: eight.shareOfAll, unit: "MiB" },
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Root is refused; somebody else has a cache of their own. */
function unprivileged(command: Command): Command {
  if (process.getuid?.() !== 0) return command;
  const nobody = "65534";
  const cache = join(directory, "waiting");
  mkdirSync(cache);
  chownSync(cache, Number(nobody), Number(nobody));
  chmodSync(directory, 0o755);
  return ["setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups", "--", ...command];
}

const shown = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, value, unit, shell }) => {
    const ratio = shell === undefined ? "" : `${shown(value / shell)} ×`;
    return `| ${what} | ${shown(value)} ${unit} | ${shell === undefined ? "" : `${shown(shell)} ${unit}`} | ${ratio} |`;
  });
  return ["| | glidein | shell pilot | ratio |", "|---|---:|---:|---:|", ...lines].join("\n");
}

/** While jobs run, in the bed. Last, because a pool of its own is made for it. */
async function whileJobsRun(): Promise<readonly Row[]> {
  const rig = await startRig();
  try {
    const { shell, ...cost } = await residentCost(rig, residentSeconds);
    return [
      { what: "memory while jobs run (PSS)", value: cost.pssKiB, unit: "KiB", shell: shell.pssKiB },
      {
        what: "CPU time while jobs run",
        value: cost.cpuSecondsPerHour,
        unit: "s/h",
        shell: shell.cpuSecondsPerHour,
      },
      { what: "processes while jobs run", value: cost.processesPerHour, unit: "/h", shell: shell.processesPerHour },
    ];
  } finally {
    await rig.stop();
  }
}

const rows = [...(await measure()), ...(await whileJobsRun())];
console.log(process.argv.includes("--json") ? JSON.stringify(rows, null, 2) : table(rows));
