import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";

let server: Server;
let connections = 0;
let address: string;
beforeAll(async () => {
  server = createServer((_, response) => response.end("8"));
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Everything that a node may be asked to reach leads to the one server. */
const env = (): Readonly<Record<string, string>> => ({
  PATH: "/usr/bin:/bin",
  HOME: "/",
  TMPDIR: "/tmp",
  http_proxy: `http://${address}`,
  MACHINEFEATURES: `http://${address}/mf`,
  JOBFEATURES: `http://${address}/jf`,
});
const options = (): readonly string[] => [
  ...["--pool", address, "--ccb", address, "--condor", `http://${address}/condor.tar.gz#sha256=${"0".repeat(64)}`],
  ...["--set", `GLIDEIN_Web_Servers=http://${address}/`, "--set", `GLIDEIN_Schedds=${address}`],
  ...[
    "--set",
    "GLIDEIN_SINGULARITY_REQUIRE=NEVER",
    "--set",
    `SINGULARITY_IMAGES_DICT=default:docker://${address}/image`,
  ],
];

describe.each(["facts", "plan", "validate", "explain"])("glidein %s", (command) => {
  const argv = (...more: readonly string[]) => [
    command,
    ...(command === "explain" ? ["cpus"] : []),
    ...options(),
    ...more,
  ];

  it("asks nobody when it is offline", async () => {
    connections = 0;
    const { stdout } = await glidein([...argv("--offline"), "--format", "json"], { env: env() });
    expect(connections).toBe(0);
    expect(stdout).not.toBe("");
    if (command !== "facts") return;
    const { network, clock, features, container } = json(stdout);
    expect(network.endpoints.map(({ reachable }: { reachable: unknown }) => reachable)).not.toContain(true);
    expect(network.servers.every(({ works }: { works: unknown }) => works === null)).toBe(true);
    expect(clock.skewSeconds).toBeNull();
    expect(features["machine.total_cpu"].reason).toContain("offline");
    expect(container.images[0]).toMatchObject({
      kind: "remote",
      problem: "it would have to be fetched, and the glidein is offline",
    });
    // The server is one that would have been asked.
    await glidein(argv("--format", "json"), { env: env() });
    expect(connections).toBeGreaterThan(5);
  });
});

it("refuses what would have to be fetched, in the plan too", async () => {
  const { stdout } = await glidein(["plan", "--format", "json", ...options(), "--set", "GLIDEIN_Offline=yes"], {
    env: env(),
  });
  const { verdict, findings } = json(stdout);
  expect(verdict.decision).toBe("refuse");
  expect(findings.map(({ message }: { message: string }) => message)).toContainEqual(
    expect.stringMatching(/^GLIDEIN_Condor http:.*it would have to be fetched, and the glidein is offline$/u),
  );
});
