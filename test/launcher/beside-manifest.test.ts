// `glidein stage create --runtime` publishes it there.
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packedRuntime, Rig, runtimeFile, type Server, serve } from "./rig.ts";

let rig: Rig;
let server: Server;
beforeEach(async () => {
  rig = new Rig();
  server = await serve();
});
afterEach(() => {
  rig.remove();
  server.close();
});

describe("a runtime that is published beside the manifest", () => {
  it.each([
    ["--stage", (url: string) => [["--stage", `${url}/area/manifest.json?a=b/c`], {}] as const],
    ["--stage=", (url: string) => [[`--stage=${url}/area/manifest.json`], {}] as const],
    ["--set", (url: string) => [["--set", `GLIDEIN_Stage=${url}/area/manifest.json`], {}] as const],
    ["the environment", (url: string) => [[], { GLIDEIN_Stage: `${url}/area/manifest.json` }] as const],
  ])("is fetched from there, given by %s", async (_what, given) => {
    rig.addTools("curl");
    const [options, env] = given(server.url);
    expect((await rig.run(["run", ...options], env)).status).toBe(0);
    expect(server.requests.at(-1)).toBe(`/area/${runtimeFile}.gz`);
  });

  it("is read from a shared file system", async () => {
    fs.mkdirSync(join(rig.directory, "area"));
    fs.writeFileSync(join(rig.directory, "area", `${runtimeFile}.gz`), packedRuntime);
    expect((await rig.run(["run", "--stage", join(rig.directory, "area/manifest.json")])).status).toBe(0);
  });

  it.each(["http://user:secret@127.0.0.1:9/area/manifest.json", "not a URL", "manifest.json", ""])(
    "is not asked for at %j",
    async (stage) => {
      rig.addTools("curl");
      const refused = await rig.run(["facts", "--stage", stage]);
      expect(refused.stderr).toContain("no URL is known");
      expect(refused.stderr).not.toContain("secret");
    },
  );
});
