import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { condorTarball } from "../bed/index.ts";
import { type PublishedArea, serveDirectory } from "./rig/published-area.ts";
import { executable, jobDirectory, leftOn, type Rig, startRig, tokenFile } from "./rig/rig.ts";

let rig: Rig;
let area: PublishedArea;
let key: string;
let directory: string;
const runtime = "node-24.0.0-linux-x64-0123456789ab.gz";
let whole: Buffer;
const glidein = (...args: readonly string[]): string => execFileSync(executable, [...args], { encoding: "utf8" });

beforeAll(async () => {
  rig = await startRig();
  directory = join(rig.pool.directory, "www");
  mkdirSync(directory);
  copyFileSync((await condorTarball(rig.bed)).file, join(directory, "condor.tar.gz"));
  writeFileSync(join(directory, "check"), "#!/bin/sh\necho setting GLIDEIN_Site=Small pool\n");
  writeFileSync(join(directory, runtime), "compressed");
  key = glidein("stage", "keygen", join(rig.pool.directory, "pool")).trim();
  glidein(
    "stage",
    "create",
    directory,
    "--key",
    join(rig.pool.directory, "pool.key"),
    "--condor",
    "condor.tar.gz",
    "--set",
    `GLIDEIN_Collector=${rig.pool.address}`,
    "--step",
    "check",
    "--runtime",
    runtime,
  );
  whole = readFileSync(join(directory, "manifest.json"));
  area = await serveDirectory(rig.pool, directory);
});
afterAll(() => rig?.stop());

it("checks what it made, and what somebody else changed", () => {
  expect(glidein("stage", "verify", directory, "--stage-key", key)).toContain(
    "1 HTCondor releases, 1 steps, 1 runtimes, all whole",
  );
  const copy = join(rig.pool.directory, "copy");
  mkdirSync(copy);
  for (const name of ["manifest.json", "condor.tar.gz", "check", runtime])
    copyFileSync(join(directory, name), join(copy, name));
  for (const name of ["check", runtime]) {
    writeFileSync(join(copy, name), "#!/bin/sh\n");
    expect(() => glidein("stage", "verify", copy, "--stage-key", key)).toThrow(name);
    copyFileSync(join(directory, name), join(copy, name));
  }
});

it("starts a glidein with one address and one key", async () => {
  const node = await rig.node({ condor: "none" });
  const args = ["--stage", `${area.base}/manifest.json`, "--stage-key", key, "--token", tokenFile, "--hold", "0"];
  const running = await rig.start(node, { bare: true, args });
  await running.saw("startd-ready");
  const [ad] = await rig.pool.ads("-constraint", 'GLIDEIN_Site =?= "Small pool"');
  expect(ad).toBeDefined();
  running.signal("SIGTERM");
  expect((await running.end()).status).toBe(0);
  // The files at once, in any order.
  const [first, ...rest] = area.requests().map((line) => line.split(" ")[1] ?? "");
  expect([first, ...rest.toSorted((a, b) => a.localeCompare(b))]).toEqual([
    "/manifest.json",
    "/check",
    "/condor.tar.gz",
  ]);
  expect(leftOn(node).filter((name) => !name.startsWith("glidein-cache-"))).toEqual([]);

  const again = await rig.start(node, { bare: true, args, cwd: jobDirectory });
  await again.saw("startd-ready");
  again.signal("SIGTERM");
  await again.end();
  expect(area.requests().map((line) => line.split(" ")[1])).toEqual(["/manifest.json"]);

  const manifest = readFileSync(join(directory, "manifest.json"));
  area.put(
    "/manifest.json",
    Buffer.from(manifest.toString().replace("Small", "Large").replace("GLIDEIN_Collector", "GLIDEIN_Collectar")),
  );
  const refused = await rig.start(node, { bare: true, args });
  expect((await refused.end()).status).toBe(65);
});

it("starts a glidein from a shared file system, offline, with nothing asked of any web server", async () => {
  const node = await rig.node({ condor: "none", mounts: [{ source: directory, target: "/shared/area" }] });
  area.put("/manifest.json", whole);
  area.requests();
  const argumentsFor = (stage: string, ...more: readonly string[]): readonly string[] => [
    ...["--offline", "--stage", stage, "--stage-key", key, "--token", tokenFile, "--hold", "0", ...more],
  ];
  const env = { http_proxy: area.base };
  const running = await rig.start(node, { bare: true, args: argumentsFor("file:///shared/area/manifest.json"), env });
  await running.saw("startd-ready");
  running.signal("SIGTERM");
  expect((await running.end()).status).toBe(0);
  const refusedStage = await rig.start(node, { bare: true, args: argumentsFor(`${area.base}/manifest.json`), env });
  const end = await refusedStage.end();
  expect(end.status).toBe(78);
  expect(JSON.stringify(end.events)).toContain("it would have to be fetched, and the glidein is offline");
  // A path that is there no more, and one that never was a file.
  for (const [stage, why] of [
    ["/shared/none/manifest.json", "ENOENT"],
    ["/shared/area", "it is not a regular file"],
  ] as const) {
    const refused = await (await rig.start(node, { bare: true, args: argumentsFor(stage), env })).end();
    expect(refused.status).toBe(69);
    expect(JSON.stringify(refused.events)).toContain(why);
  }
  expect(area.requests()).toEqual([]);
});
