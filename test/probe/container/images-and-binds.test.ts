import { describe, expect, it } from "vitest";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { probeBinds } from "../../../src/probe/container/binds.ts";
import { probeImages } from "../../../src/probe/container/images.ts";
import { insideContainer } from "../../../src/probe/container/inside.ts";
import { searchContainer } from "../../../src/probe/container/search-container.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { commandResult } from "../../rig/command-result.ts";
import { nodeWith } from "./runtime-node.ts";

describe("images that the settings name", () => {
  const look = (dict: string, node: MemoryNode = {}, more = {}) =>
    probeImages(new MemoryHost(node), settingsWith({ SINGULARITY_IMAGES_DICT: dict, ...more }));

  it.each<[string, MemoryNode, string, object]>([
    [
      "a directory with blanks, colons and a shell",
      { files: { "/i/a b:c/bin/sh": { link: "busybox" } } },
      "/i/a b:c",
      { kind: "directory", shell: true, problem: "" },
    ],
    ["a directory without a shell", { directories: ["/i/bare"] }, "/i/bare", { kind: "directory", shell: false }],
    ["a file", { files: { "/i/a.sif": "x" } }, "/i/a.sif", { kind: "file", shell: null, problem: "" }],
    [
      "nothing",
      {},
      "/i/none",
      { kind: null, problem: "it does not exist", fix: expect.stringContaining("Put the image there") },
    ],
    [
      "a link that leads nowhere",
      { files: { "/i/link": { link: "/none" } } },
      "/i/link",
      { kind: null, problem: "it is a symbolic link to what does not exist" },
    ],
    [
      "a FIFO",
      { files: { "/i/fifo": "" }, stats: { "/i/fifo": { type: "fifo" } } },
      "/i/fifo",
      { kind: null, problem: "it is a fifo, not an image" },
    ],
    [
      "a closed directory",
      { directories: ["/i/shut"], modes: { "/i/shut": 0 } },
      "/i/shut",
      { kind: "directory", problem: "it is not readable for us" },
    ],
    [
      "a hanging file system",
      { files: { "/cvmfs/i": { failure: { code: "timeout", what: "the mount /cvmfs does not answer" } } } },
      "/cvmfs/i",
      {
        kind: null,
        inCvmfs: true,
        problem: "the mount /cvmfs does not answer",
        fix: expect.stringContaining("CVMFS repository"),
      },
    ],
    ["a remote one", {}, "docker://a/b:c", { kind: "remote", path: "docker://a/b:c", problem: "", inCvmfs: false }],
    ["a file by its URI", { files: { "/i/a.sif": "x" } }, "file:///i/a.sif", { kind: "file", path: "/i/a.sif" }],
  ])("%s", async (_, node, image, expected) => {
    expect(await look(`default:${image}`, node)).toEqual([
      expect.objectContaining({ platform: "default", image, runs: null, ...expected }),
    ]);
  });

  it.each([
    ["a SIF file", `#!/usr/bin/env run-singularity\n\0SIF_MAGIC\0`, ""],
    ["squashfs", "hsqs", ""],
    ["squashfs behind a line", "#!/usr/bin/env run-singularity\nhsqs", ""],
    ["ext3", `${"\0".repeat(1080)}\u0053\u00ef`, ""],
    ["an empty file", "", "it is empty"],
    ["something else", "garbage", "it is neither a SIF file nor a squashfs or ext3 file system"],
  ])("are told apart by their first bytes: %s", async (_, start, problem) => {
    const host = new MemoryHost({
      files: { "/i/a.sif": "x" },
      command: () => ({ ok: true, value: commandResult({ stdout: Buffer.from(start, "latin1").toString("hex") }) }),
    });
    const settings = settingsWith({ SINGULARITY_IMAGES_DICT: "default:/i/a.sif" });
    expect(await probeImages(host, settings)).toMatchObject([{ kind: "file", problem }]);
  });

  it("are in CVMFS by name, also where that is mounted elsewhere, but not by a detour", async () => {
    const node = { directories: ["/mnt/cvmfs/i", "/cvmfs/i", "/tmp/i"] };
    expect(
      await look("a:/cvmfs/i,b:/mnt/cvmfs/i,c:/cvmfs/../tmp/i", node, { CVMFS_MOUNT_DIR: "/mnt/cvmfs" }),
    ).toMatchObject([
      { path: "/mnt/cvmfs/i", inCvmfs: true, problem: "" },
      { path: "/mnt/cvmfs/i", inCvmfs: true },
      { inCvmfs: false },
    ]);
  });

  it("older settings go before the dictionary, and the stand-in is one too", async () => {
    const images = await look(
      "rhel7:/dict/7,default:/dict/d",
      {},
      { SINGULARITY_IMAGE_DEFAULT7: "/own/7", APPTAINER_TEST_IMAGE: "/test" },
    );
    expect(images.map(({ platform, image }) => `${platform} ${image}`)).toEqual([
      "rhel7 /own/7",
      "default /dict/d",
      "testimage /test",
    ]);
  });

  it("are run with our program once a runtime works", async () => {
    const limit = "FATAL:   apptainer image is not in an allowed configured path";
    const host = nodeWith(
      { exec: (args) => (args.includes("/i/shut") ? { stderr: limit } : null) },
      { directories: ["/i/good", "/i/shut"] },
    );
    const image = { directory: "/tmp/x", token: "glidein-token", close: () => undefined };
    const { images } = await searchContainer(
      host,
      settingsWith({ SINGULARITY_IMAGES_DICT: "good:/i/good,shut:/i/shut,none:/i/none" }),
      { image },
    );
    expect(images).toMatchObject([
      { runs: true, problem: "" },
      {
        runs: false,
        problem: expect.stringContaining("limits which images"),
        fix: expect.stringContaining("limit container paths"),
      },
      { runs: null, problem: "it does not exist" },
    ]);
  });
});

describe("bind paths", () => {
  const look = (written: Parameters<typeof settingsWith>[0], ...directories: string[]) =>
    probeBinds(new MemoryHost({ directories }), settingsWith(written));

  it("are the VO's, the factory's and the usual ones, the first for a target", async () => {
    const binds = await look(
      { GLIDEIN_SINGULARITY_BINDPATH: "/vo:/data,/none", GLIDEIN_SINGULARITY_BINDPATH_DEFAULT: "/site:/data,/site" },
      "/vo",
      "/site",
      "/cvmfs",
    );
    expect(
      binds.filter(({ exists }) => exists === true).map(({ source, target, from }) => `${from} ${source} ${target}`),
    ).toEqual([
      "GLIDEIN_SINGULARITY_BINDPATH /vo /data",
      "GLIDEIN_SINGULARITY_BINDPATH_DEFAULT /site /site",
      "default /cvmfs /cvmfs",
    ]);
    expect(binds.find(({ source }) => source === "/none")).toMatchObject({ exists: false, why: "it does not exist" });
  });

  it("show CVMFS at its usual place wherever it is mounted", async () => {
    const binds = await look({ CVMFS_MOUNT_DIR: "/mnt/cvmfs" }, "/mnt/cvmfs");
    expect(binds.find(({ target }) => target === "/cvmfs")).toMatchObject({ source: "/mnt/cvmfs", exists: true });
  });

  it("that are none are named and left out", async () => {
    const binds = await look({ GLIDEIN_SINGULARITY_BINDPATH: "a b,/ok" }, "/ok");
    expect(binds.slice(0, 2)).toMatchObject([
      { source: "/ok", exists: true },
      { exists: null, why: "it is not a bind path", source: expect.stringContaining("a b") },
    ]);
  });
});

describe("a container that we are in", () => {
  it.each<[string, MemoryNode, string | null]>([
    ["nothing", {}, null],
    ["a variable", { env: { APPTAINER_CONTAINER: "/i" } }, "Apptainer (APPTAINER_CONTAINER is set)"],
    ["an empty variable", { env: { KUBERNETES_SERVICE_HOST: "" } }, null],
    ["a file", { files: { "/.dockerenv": "" } }, "Docker (/.dockerenv is there)"],
    ["the first process", { files: { "/proc/1/comm": "appinit\n" } }, "Apptainer (process 1 is appinit)"],
    ["another first process", { files: { "/proc/1/comm": "systemd\n" } }, null],
  ])("shows by %s", async (_, node, inside) => {
    expect(await insideContainer(new MemoryHost(node))).toBe(inside);
  });
});
