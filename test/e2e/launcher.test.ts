// The launcher on nodes with nothing but Debian's base packages, as an unprivileged account.
import type { ChildProcess } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alice, ensureBed, patience, pilot, waitFor } from "../bed/index.ts";
import type { Machine } from "../bed/machine.ts";
import { type Network, startNetwork } from "../bed/network.ts";
import { startMachine } from "../bed/start-machine.ts";
import { baseRoot, newestRelease, oldestRelease } from "./rig/base-root.ts";

const project = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const launcher = join(process.env["GLIDEIN_DIST"] ?? join(project, "dist"), "glidein.sh");
const port = "8000";

let directory: string;
let payload: string;
let network: Network;
let server: ChildProcess;
const requests: string[] = [];
const machines: Machine[] = [];

beforeAll(async () => {
  const bed = await ensureBed();
  directory = join(bed.runDirectory, `${String(process.pid)}-launcher`);
  mkdirSync(directory, { recursive: true });
  payload = mkdtempSync(join(tmpdir(), "glidein-payload-"));
  copyFileSync(launcher, join(payload, "glidein_startup.sh"));
  chmodSync(payload, 0o755);
  mkdirSync(join(payload, "roomy"));
  writeFileSync(join(payload, "roomy/df"), roomyDf, { mode: 0o755 });
  network = await startNetwork(directory);
  server = network.spawn([process.execPath, join(project, "test/e2e/rig/runtime-server.ts"), port]);
  server.stdout?.on("data", (chunk: Buffer) => requests.push(...chunk.toString().trim().split("\n")));
  await waitFor("the web server", patience, () => (requests.includes("ready") ? true : undefined));
});

afterAll(async () => {
  for (const machine of machines) await machine.stop();
  await network?.stop();
  rmSync(payload, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

let count = 0;
async function machineOn(root: string, { tmpMiB = 0, hide = [] as readonly string[] } = {}): Promise<Machine> {
  count += 1;
  const machine = await startMachine({
    name: `base${String(count)}`,
    root,
    directory: join(directory, `base${String(count)}`),
    network,
    defaultUser: pilot.name,
    own: [],
    mounts: [{ source: payload, target: "/payload" }],
    tmpfs: tmpMiB === 0 ? [] : [{ path: "/var/tmp", sizeMiB: tmpMiB, owner: pilot.uid }],
    hide,
    maskProc: false,
  });
  machines.push(machine);
  return machine;
}

const roomyDf = `#!/bin/sh
for fetched in /var/tmp/glidein.runtime.*/.fetched.*; do [ ! -e "$fetched" ] || exec /usr/bin/df "$@"; done
echo head; echo "tmpfs 9999999 0 9999999 0% /var/tmp"
`;
const start = ["/bin/sh", "/payload/glidein_startup.sh"];
const asked = (): readonly string[] => requests.filter((line) => line.startsWith("GET"));
const env = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: "/usr/bin:/bin",
  ...more,
});
const web = (): Record<string, string> => env({ GLIDEIN_Runtime_URL: `http://${network.hostName}:${port}/runtime` });
const schemaOf = (stdout: string): unknown => (JSON.parse(stdout) as { readonly schema: unknown }).schema;

const releases: readonly (readonly [string, () => Promise<string>])[] = [
  ["the oldest", oldestRelease],
  ["the newest", () => Promise.resolve(newestRelease)],
];
describe.each(releases)("on %s Debian release", (_which, release) => {
  let root: string;
  beforeAll(async () => {
    root = await baseRoot(await release());
  });

  it("sixteen at once on an empty cache download once, and all look at the node", async () => {
    const machine = await machineOn(root);
    const before = asked().length;
    const facts = [...start, "facts", "--format", "json"];
    const all = await Promise.all(
      Array.from({ length: 16 }, () => machine.exec(facts, { env: web(), cwd: "/payload", timeoutMs: 240_000 })),
    );
    expect(all.map(({ status, stderr }) => `${String(status)}${stderr}`)).toEqual(all.map(() => "0"));
    expect(new Set(all.map(({ stdout }) => schemaOf(stdout)))).toEqual(new Set(["glidein.facts/1"]));
    expect(asked().length - before).toBe(1);

    // From standard input, without the web, with the cache that is there.
    const text = readFileSync(launcher, "utf8");
    const read = await machine.exec(["/bin/sh", "-s", "--", "--version"], { env: env(), input: text });
    expect(read).toMatchObject({ status: 0, stderr: "" });
    expect(read.stdout).toMatch(/^glidein \S+ \(\S+\), Node v24\./u);
  });

  it("ends 71 without the web, and says so to people and to the factory", async () => {
    const machine = await machineOn(root);
    const nowhere = env({ GLIDEIN_Runtime_URL: "http://192.0.2.250:1/a", http_proxy: "http://192.0.2.250:3128" });
    const refused = await machine.exec([...start, "run", "--hold", "1"], { env: nowhere, timeoutMs: 240_000 });
    expect(refused.status).toBe(71);
    expect(refused.stderr).toContain("http://192.0.2.250:1/a");
    expect(refused.stderr).toContain("What the site can do:");
    expect(refused.stdout).toContain("=== XML description of glidein activity ===");
    expect(refused.stdout).toContain('<metric name="failure"');
    expect(machine.processes(pilot.name)).toEqual([]);
  });
});

it.each([
  ["is full", "/usr/bin:/bin"],
  // As if somebody else had filled it meanwhile: there is room until something is fetched.
  ["fills during the download", "/payload/roomy:/usr/bin:/bin"],
])("goes elsewhere when the first place %s", async (_when, PATH) => {
  const machine = await machineOn(await baseRoot(newestRelease), { tmpMiB: 60 });
  const version = [...start, "--version"];
  const all = await Promise.all([1, 2, 3].map(() => machine.exec(version, { env: { ...web(), PATH } })));
  expect(all.map(({ status, stderr }) => `${String(status)}${stderr}`)).toEqual(["0", "0", "0"]);
  expect(readdirSync(machine.path("/tmp")).some((name) => name.startsWith("glidein.runtime."))).toBe(true);
  const left = readdirSync(join(machine.path("/var/tmp"), `glidein.runtime.${String(pilot.uid)}`));
  expect(left.filter((name) => name !== "lock")).toEqual([]);
});

it("names the library that a root lacks, and asks for the runtime once only", async () => {
  const root = await baseRoot(newestRelease);
  const machine = await machineOn(root, { hide: [standardLibrary(root)] });
  const before = asked().length;
  for (let time = 0; time < 2; time += 1) {
    const refused = await machine.exec([...start, "run", "--hold", "0"], { env: web() });
    expect(refused.status).toBe(71);
    expect(refused.stderr).toContain("- install libstdc++.so.6 (libstdc++6 on Debian, libstdc++ on Red Hat)");
    expect(refused.stdout).toContain(">WN_Resource</metric>");
  }
  expect(asked().length - before).toBe(1);
});

it("gives another account a cache of its own", async () => {
  const machine = await machineOn(await baseRoot(newestRelease));
  const before = asked().length;
  for (const user of [pilot, alice]) {
    const done = await machine.exec([...start, "--version"], { env: web(), user: user.name });
    expect(done).toMatchObject({ status: 0, stderr: "" });
  }
  expect(asked().length - before).toBe(2);
  expect(readdirSync(machine.path("/var/tmp")).toSorted()).toEqual(
    [pilot, alice].map(({ uid }) => `glidein.runtime.${String(uid)}`),
  );
});

/** The file itself: what is bound over a link lies where the link points. */
function standardLibrary(root: string): string {
  const directories = readdirSync(join(root, "usr/lib"), { withFileTypes: true }).filter((one) => one.isDirectory());
  for (const { name } of directories)
    for (const file of readdirSync(join(root, "usr/lib", name), { withFileTypes: true }))
      if (file.isFile() && file.name.startsWith("libstdc++.so.6.")) return join("/usr/lib", name, file.name);
  throw new Error(`no libstdc++ in ${root}`);
}
