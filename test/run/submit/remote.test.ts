// In the place of ssh a program that does what the far side would; real connections are tested in e2e.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { remoteStep } from "../../../src/run/submit/remote.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-remote-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
writeFileSync(join(directory, "ssh"), '#!/bin/sh\nfor command; do :; done\nexec /bin/sh -c "$command"\n', {
  mode: 0o755,
});

const request = {
  connection: { host: "far", socket: null, env: { PATH: `${directory}:/usr/bin:/bin` } },
  random: () => "0123456789abcdef",
};
const says = (lines: number) => (mark: string) =>
  `seq -f 'glidein-submit:${mark} state %.0f' ${lines}\nprintf 'glidein-submit:%s done\\n' ${mark}`;

describe("what the far side says", () => {
  it("without end is heard by who follows it, and not kept", async () => {
    let heard = 0;
    const onLine = (): void => void (heard += 1);
    const said = await remoteStep(request, { script: says(50_000), timeoutMs: 60_000, onLine });
    expect(said).toEqual({ ok: true, value: [{ word: "done", rest: "" }] });
    expect(heard).toBe(50_001);
  });

  it("is not believed when it says more than anything of ours does", async () => {
    expect(await remoteStep(request, { script: says(9000), timeoutMs: 60_000 })).toMatchObject({ ok: true });
    expect(await remoteStep(request, { script: says(50_000), timeoutMs: 60_000 })).toMatchObject({ ok: false });
  });
});
