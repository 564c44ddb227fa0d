import { expect, it } from "vitest";
import { resolveSettings } from "../../src/decide/settings.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import { watchedFiles } from "../../src/run/watched-files.ts";
import { hostOf } from "../probe/batch/node.ts";
import { blank } from "../validation/blank-facts.ts";

it("files that were given by a relative path are watched, but not where looking can hang", async () => {
  const host = hostOf({
    files: {
      "/proc/self/mountinfo":
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /home rw - nfs4 srv:/home rw\n3 2 8:2 / /home/local rw - xfs /dev/sdb1 rw\n",
    },
  });
  const resolved = resolveSettings([
    Object.entries({ GLIDEIN_Token: "tokens", GLIDEIN_Stop_File: "stop" }).map(([name, text]) => ({
      name,
      text,
      source: { kind: "set", name } as const,
    })),
  ]);
  if (!resolved.ok) throw new Error("settings");
  // Of a credential only these are looked at.
  const credential = { kind: "idtoken", path: "tokens/pool" } as CredentialFact;
  const facts = { ...blank, credentials: [credential] };
  const watched = (directory: string) =>
    watchedFiles(host, resolved.value.settings, facts, { work: "/tmp/glidein-1", directory });
  const [request, ...others] = await watched("/home/local/me");
  expect(request).toContain("/tmp/glidein-1");
  expect(others).toEqual(["/home/local/me/stop", "/home/local/me/tokens/pool", "/home/local/me/tokens"]);
  expect(await watched("/home/me")).toEqual([request]);
});
