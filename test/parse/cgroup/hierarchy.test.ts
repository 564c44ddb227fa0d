import { describe, expect, it } from "vitest";
import { hierarchyOf } from "../../../src/parse/cgroup/hierarchy.ts";
import { inCgroupNamespace, layoutOf } from "../../../src/parse/cgroup/layout.ts";
import { parseSelfCgroup } from "../../../src/parse/cgroup/self-cgroup.ts";
import { visiblePath } from "../../../src/parse/cgroup/visible-path.ts";
import { parseMountinfo } from "../../../src/parse/proc/mountinfo.ts";

const self = (text: string) => parseSelfCgroup(text).memberships;
const mounts = (...lines: readonly string[]) => parseMountinfo(lines.join("\n")).mounts;
const v2Mount = (root = "/", point = "/sys/fs/cgroup") => `30 23 0:26 ${root} ${point} rw - cgroup2 cgroup2 rw`;
const v1Mount = (names: string, root = "/", id = 40) =>
  `${id} 23 0:${id} ${root} /sys/fs/cgroup/${names} rw - cgroup cgroup rw,${names}`;

describe("parseSelfCgroup", () => {
  it("reads v1, named and v2 hierarchies", () => {
    expect(self("12:cpu,cpuacct:/a\n1:name=systemd:/b\n0::/c:d\n")).toEqual([
      { version: 1, controllers: ["cpu", "cpuacct"], path: "/a" },
      { version: 1, controllers: ["name=systemd"], path: "/b" },
      { version: 2, controllers: [], path: "/c:d" },
    ]);
  });

  it("takes a removed group for the one it was", () => {
    expect(self("0::/job_1/step_0 (deleted)\n")[0]?.path).toBe("/job_1/step_0");
  });

  it.each(["junk", "0:", "0::relative", "x::/", "0::/a\0b", `0::/${"a".repeat(5000)}`])("refuses %j", (line) => {
    const parsed = parseSelfCgroup(`${line}\n4:memory:/m\n`);
    expect(parsed.memberships.map(({ path }) => path)).toEqual(["/m"]);
    expect(parsed.unknown).toHaveLength(1);
  });
});

describe("layoutOf", () => {
  it.each([
    ["0::/a\n", "v2"],
    ["4:memory:/\n1:name=systemd:/\n", "v1"],
    ["4:memory:/\n0::/\n", "hybrid"],
    ["1:name=systemd:/\n0::/\n", "v2"],
    ["1:name=systemd:/\n", "none"],
  ])("%j is %s", (text, layout) => expect(layoutOf(self(text))).toBe(layout));
});

describe("inCgroupNamespace", () => {
  it.each([
    ["cgroup:[4026531835]", false],
    ["cgroup:[4026532700]", true],
    ["", null],
    ["mnt:[1]", null],
  ])("%j: %s", (link, inside) => expect(inCgroupNamespace(link)).toBe(inside));
});

describe("visiblePath", () => {
  it.each([
    ["/", "/a/b", { kind: "own", below: ["a", "b"] }],
    ["/a", "/a/b", { kind: "own", below: ["b"] }],
    ["/a/b", "/a/b", { kind: "own", below: [] }],
    ["/", "/", { kind: "own", below: [] }],
    ["/a", "/ab", { kind: "elsewhere" }],
    ["/x", "/a", { kind: "elsewhere" }],
    // The host's tree, mounted into a container with a namespace of its own.
    ["/../..", "/", { kind: "ancestor" }],
    ["/..", "/mine", { kind: "ancestor" }],
    ["/../x", "/", { kind: "elsewhere" }],
    // We were moved out of the namespace's root.
    ["/", "/../other", { kind: "elsewhere" }],
    ["/..", "/../other", { kind: "own", below: ["other"] }],
    ["/", "/a/../../etc", { kind: "elsewhere" }],
    ["/a/../b", "/a", { kind: "elsewhere" }],
  ])("root %s, path %s", (root, path, expected) => expect(visiblePath(root, path)).toEqual(expected));
});

describe("hierarchyOf", () => {
  it("lists our group and every ancestor up to the mount point", () => {
    expect(hierarchyOf("memory", self("0::/a/b\n"), mounts(v2Mount()))).toEqual({
      version: 2,
      path: "/a/b",
      views: [
        {
          version: 2,
          kind: "own",
          partial: false,
          directories: ["/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"],
        },
      ],
    });
  });

  it("looks for a controller in v1 where v1 holds it, else in v2", () => {
    const memberships = self("4:memory:/m\n0::/u\n");
    const both = mounts(v1Mount("memory"), v2Mount("/", "/sys/fs/cgroup/unified"));
    expect(hierarchyOf("memory", memberships, both)).toMatchObject({ version: 1, path: "/m" });
    expect(hierarchyOf("pids", memberships, both)).toMatchObject({ version: 2, path: "/u" });
  });

  it("finds a controller that shares its hierarchy, in either order", () => {
    for (const names of ["cpu,cpuacct", "cpuacct,cpu"]) {
      const found = hierarchyOf("cpu", self(`3:${names}:/q\n`), mounts(v1Mount(names)));
      expect(found?.views[0]?.directories[0]).toBe(`/sys/fs/cgroup/${names}/q`);
    }
  });

  it("takes the mount's root off the path", () => {
    const found = hierarchyOf("memory", self("0::/kubepods/pod/id/app\n"), mounts(v2Mount("/kubepods/pod/id")));
    expect(found?.views).toEqual([
      {
        version: 2,
        kind: "own",
        partial: true,
        directories: ["/sys/fs/cgroup/app", "/sys/fs/cgroup"],
      },
    ]);
  });

  it("prefers a mount that shows our group to one that shows another", () => {
    const found = hierarchyOf(
      "memory",
      self("0::/a\n"),
      mounts(v2Mount("/other", "/elsewhere"), `31 23 0:26 / /cg rw - cgroup2 c rw`),
    );
    expect(found?.views.map(({ kind, directories }) => [kind, directories[0]])).toEqual([
      ["own", "/cg/a"],
      ["guess", "/elsewhere/a"],
      ["guess", "/elsewhere"],
    ]);
  });

  it("never composes a path that leaves the mount", () => {
    for (const path of ["/../../etc", "/a/../../..", "/..", "/../.."]) {
      const found = hierarchyOf("memory", self(`0::${path}\n`), mounts(v2Mount()));
      expect(found?.views.flatMap(({ directories }) => directories)).toEqual(["/sys/fs/cgroup"]);
      expect(found?.views[0]?.kind).toBe("guess");
    }
  });

  it("has no view where the hierarchy is not mounted", () => {
    expect(hierarchyOf("memory", self("4:memory:/m\n"), [])).toEqual({ version: 1, path: "/m", views: [] });
  });

  it("does not see a mount that another one was put over", () => {
    const covered = mounts(
      "1 0 0:1 / / rw - ext4 d rw",
      "2 1 0:2 / /sys/fs/cgroup rw - cgroup2 c rw",
      "3 2 0:3 / /sys/fs/cgroup ro - tmpfs mask ro",
    );
    expect(hierarchyOf("memory", self("0::/a\n"), covered)?.views).toEqual([]);
  });

  it("guesses at the mounted group where our own is not named", () => {
    expect(hierarchyOf("memory", [], mounts(v1Mount("memory")))).toMatchObject({
      version: 1,
      path: null,
      views: [{ kind: "guess", directories: ["/sys/fs/cgroup/memory"] }],
    });
    expect(hierarchyOf("memory", [], mounts(v2Mount()))).toMatchObject({ version: 2, path: null });
    expect(hierarchyOf("memory", [], [])).toBeNull();
  });

  it("bounds the depth that is walked", () => {
    const found = hierarchyOf("memory", self(`0::/${"a/".repeat(1000)}\n`), mounts(v2Mount()));
    expect(found?.views[0]?.directories).toHaveLength(129);
  });
});
