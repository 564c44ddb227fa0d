// Archives that are no HTCondor release, as a site, a web proxy or somebody unfriendly makes them.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { CondorTarball } from "../../bed/index.ts";
import { tarBytes } from "../../rig/tar-bytes.ts";

export interface BrokenArchive {
  readonly what: string;
  readonly code: string;
  readonly says: RegExp;
  readonly bytes: (release: CondorTarball) => Uint8Array;
}

export const brokenArchives: readonly BrokenArchive[] = [
  {
    what: "ends in the middle",
    code: "ARCHIVE_BROKEN",
    says: /cannot be unpacked/u,
    bytes: ({ file }) => readFileSync(file).subarray(0, 2_000_000),
  },
  {
    what: "is a web page",
    code: "ARCHIVE_BROKEN",
    says: /cannot be unpacked/u,
    bytes: () => Buffer.from(`<!doctype html><title>Log in</title>${"<p>Please log in.</p>\n".repeat(200)}`),
  },
  { what: "is empty", code: "ARCHIVE_BROKEN", says: /cannot be unpacked/u, bytes: () => new Uint8Array() },
  {
    what: "leads out of its directory",
    code: "ARCHIVE_REFUSED",
    says: /leads out/u,
    bytes: () =>
      gzipSync(
        tarBytes([
          { path: "condor/README", content: "x" },
          { path: "condor/../../../escaped", content: "x" },
        ]),
      ),
  },
  {
    what: "links out of its directory",
    code: "ARCHIVE_REFUSED",
    says: /leads out/u,
    bytes: () => tarBytes([{ path: "condor/sbin", type: "symlink", target: "../../../.." }]),
  },
  {
    what: "has a setuid program",
    code: "ARCHIVE_REFUSED",
    says: /setuid/u,
    bytes: () => tarBytes([{ path: "condor/sbin/condor_master", mode: 0o4755, content: "#!/bin/sh\n" }]),
  },
  {
    what: "has a device",
    code: "ARCHIVE_REFUSED",
    says: /CharacterDevice/u,
    bytes: () => tarBytes([{ path: "condor/null", type: "character-device" }]),
  },
];
