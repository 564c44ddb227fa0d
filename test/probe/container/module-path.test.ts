import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { CandidatePath } from "../../../src/probe/container/candidate-paths.ts";
import { modulePaths } from "../../../src/probe/container/module-path.ts";
import { searchContainer } from "../../../src/probe/container/search-container.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { commandResult } from "../../rig/command-result.ts";
import { nodeWith } from "./runtime-node.ts";

const search = (host: MemoryHost): Promise<ContainerFacts> => searchContainer(host, settingsWith(), { image });
const image = { directory: "/tmp/glidein-image-1", token: "glidein-token", close: () => undefined };

const loaded =
  "=glidein before\0PATH=/usr/bin\0=glidein status 0\0=glidein after\0PATH=/opt/m:/usr/bin\0=glidein end\0";
const refused = "=glidein before\0PATH=/usr/bin\0=glidein status 1\0=glidein after\0PATH=/usr/bin\0=glidein end\0";

describe("environment modules", () => {
  const init = "/etc/profile.d/modules.sh";
  const modules = (
    answer: (module: string | undefined) => { stdout?: string; status?: number; timedOut?: boolean },
  ) => {
    const host = nodeWith(
      { exec: () => ({ stderr: "FATAL: broken" }) },
      { files: { [init]: "", "/opt/m/singularity": "x" }, modes: { "/opt/m/singularity": 0o755 } },
    );
    const command = host.command.bind(host);
    host.command = async (request) =>
      request.argv[0] === "/bin/sh"
        ? {
            ok: true,
            value: commandResult(answer(request.argv.at(-1))),
          }
        : command(request);
    return host;
  };

  it("bring a runtime that is tried after all others of the node", async () => {
    const facts = await search(
      modules((module) => (module === "singularity" ? { stdout: loaded } : { stdout: refused })),
    );
    expect(facts.tried.map(({ origin, path }) => `${origin}: ${path}`)).toContain(
      "module singularity: /opt/m/singularity",
    );
  });

  it("that hang are given up", async () => {
    const facts = await search(modules(() => ({ status: 1, timedOut: true })));
    expect(facts.tried.filter(({ origin }) => origin.startsWith("module"))).toMatchObject([
      { outcome: "loading it did not end within 15 s" },
    ]);
  });

  it("are loaded by a real shell, where `module` is a function that talks and fails with status 0", async () => {
    const home = mkdtempSync(join(tmpdir(), "modules home "));
    try {
      mkdirSync(join(home, "init"));
      mkdirSync(join(home, "el9 bin"));
      writeFileSync(join(home, "el9 bin/apptainer"), "#!/bin/sh\n", { mode: 0o755 });
      writeFileSync(
        join(home, "init/sh"),
        `echo welcome
        module() {
          echo "loading $2"; echo "no such module" >&2
          [ "$2" = singularity ] && PATH="${home}/el9 bin:$PATH" && export PATH
          return 0
        }
        `,
      );
      const host = new LiveHost({ env: { MODULESHOME: home, PATH: "/bin" } });
      const found: CandidatePath[] = [];
      for await (const one of modulePaths(host, ["singularitypro", "singularity"])) found.push(one);
      expect(found.filter(({ origin }) => origin === "module singularity")).toEqual([
        { origin: "module singularity", path: join(home, "el9 bin/apptainer") },
      ]);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
