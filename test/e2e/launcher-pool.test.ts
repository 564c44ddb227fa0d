// A glidein that the launcher started joins the pool, and ends as one of the executable does.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patience, waitFor } from "../bed/index.ts";
import { jobDirectory, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import { watchGlidein } from "./rig/running-glidein.ts";

const project = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const launcher = join(process.env["GLIDEIN_DIST"] ?? join(project, "dist"), "glidein.sh");
const port = "8001";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  const server = rig.pool.network.spawn([process.execPath, join(project, "test/e2e/rig/runtime-server.ts"), port]);
  let said = "";
  server.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await waitFor("the web server", patience, () => (said.includes("ready") ? true : undefined));
});
afterAll(() => rig?.stop());

it("a glidein by the launcher from standard input serves the pool and stops on a signal", async () => {
  const node = await rig.node({ mounts: [{ source: dirname(launcher), target: "/launcher" }] });
  const program = await node.spawn(
    ["/bin/sh", "-s", "--", "run", "--pool", rig.pool.address, "--token", tokenFile, "--hold", "0"],
    {
      cwd: jobDirectory,
      env: {
        PATH: "/usr/bin:/bin",
        TMPDIR: jobDirectory,
        LD_LIBRARY_PATH: "/no/such",
        NODE_OPTIONS: "--no-such-option",
        GLIDEIN_Runtime_URL: `http://${rig.pool.network.hostName}:${port}/runtime`,
      },
    },
  );
  program.child.stdin?.end(readFileSync(launcher));
  const glidein = watchGlidein(node, program);
  await glidein.saw("startd-ready");
  // The launcher became the glidein: one process, which gets the batch system's signals itself.
  expect(node.processes("pilot").filter(({ command }) => /glidein\.sh|\bsh -s\b/u.test(command))).toEqual([]);
  glidein.signal("SIGTERM");
  expect(await glidein.end()).toMatchObject({ status: 0, signal: null });
  expect(node.processes("pilot")).toEqual([]);
});
