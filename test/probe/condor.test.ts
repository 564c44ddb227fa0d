import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiveHost } from "../../src/host/live-host.ts";
import { inspectCondor } from "../../src/probe/condor.ts";

describe("an unpacked HTCondor", () => {
  let release: string;

  beforeEach(() => {
    release = mkdtempSync(join(tmpdir(), "condor-"));
    for (const name of ["bin", "sbin", "lib", "libexec"]) mkdirSync(join(release, name));
    writeFileSync(join(release, "sbin/condor_master"), "");
    writeFileSync(join(release, "lib/libcondor_utils_23_9_6.so"), "");
  });
  afterEach(() => rmSync(release, { recursive: true }));

  /** The loader finds the libraries by itself, or only with the variable. */
  function loads(condition: string): void {
    writeFileSync(
      join(release, "bin/condor_version"),
      `#!/bin/sh\nif ${condition}; then echo '$CondorVersion: 23.9.6 2024-08-08'; else echo 'no libcondor_utils' >&2; exit 127; fi\n`,
    );
    chmodSync(join(release, "bin/condor_version"), 0o755);
  }
  const found = async () => {
    const tree = await inspectCondor(new LiveHost({ env: {} }), release);
    return { version: tree?.version, libraryPath: tree?.libraryPath };
  };

  it("whose programs find their libraries puts nothing into the environment of jobs", async () => {
    loads("true");
    expect(await found()).toEqual({ version: "23.9.6", libraryPath: [] });
  });

  it("whose programs do not find their libraries is told where they are", async () => {
    loads('[ -n "$LD_LIBRARY_PATH" ]');
    expect(await found()).toEqual({
      version: "23.9.6",
      libraryPath: [`${release}/lib`, `${release}/lib/condor`],
    });
  });

  it("that does not run at all says what the loader said", async () => {
    loads("false");
    const tree = await inspectCondor(new LiveHost({ env: {} }), release);
    expect(tree).toMatchObject({ version: null, problem: "condor_version no libcondor_utils" });
  });
});
