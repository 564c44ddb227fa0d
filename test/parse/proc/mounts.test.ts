import { describe, expect, it } from "vitest";
import { mountOf } from "../../../src/parse/proc/mount-of.ts";
import { parseMountinfo } from "../../../src/parse/proc/mountinfo.ts";

const mountsOf = (lines: readonly string[]) => parseMountinfo(lines.join("\n")).mounts;

describe("parseMountinfo", () => {
  it("reads a line with optional fields and escapes", () => {
    const [mount] = mountsOf([
      "36 35 98:0 /a\\040b /mnt/\\134c\\011d rw,noexec shared:1 master:2 - ext3 /dev/my\\040disk rw,errors=continue",
    ]);
    expect(mount).toEqual({
      id: 36,
      parent: 35,
      root: "/a b",
      point: "/mnt/\\c\td",
      options: ["rw", "noexec"],
      type: "ext3",
      source: "/dev/my disk",
      superOptions: ["rw", "errors=continue"],
    });
  });

  it("reads a line without optional fields or super options", () => {
    expect(mountsOf(["22 27 0:21 / /proc rw - proc proc rw", "23 27 0:22 / /sys ro - sysfs none"])).toMatchObject([
      { point: "/proc", superOptions: ["rw"] },
      { point: "/sys", superOptions: [""] },
    ]);
  });

  it("loses only lines that are broken, and says so", () => {
    const { mounts, unknown } = parseMountinfo(
      [
        "garbage",
        "1 2 0:1 / relative rw - t s rw",
        "1 2 0:1 / / rw t s rw",
        "x 2 0:1 / / rw - t s rw",
        "5 2 0:1 / /ok rw - t s rw",
        "5 2 0:1 / /cut rw - t",
      ].join("\n"),
    );
    expect(mounts.map(({ point }) => point)).toEqual(["/ok"]);
    expect(unknown).toHaveLength(5);
  });

  it("says at most ten times that it does not understand", () => {
    expect(parseMountinfo("junk\n".repeat(1000)).unknown).toHaveLength(10);
  });
});

describe("mountOf", () => {
  const mounts = mountsOf([
    // systemd's initial RAM disk mounts /proc before the root; it moves there later.
    "22 27 0:21 / /proc rw - proc proc rw",
    "27 1 254:0 / / rw - ext4 /dev/vda rw",
    "30 27 0:30 / /tmp rw - tmpfs one rw",
    "31 30 0:31 / /tmp/deep rw - tmpfs buried rw",
    "32 30 0:32 / /tmp rw - tmpfs two rw",
    "33 32 0:33 / /tmp/deep/er rw - tmpfs three rw",
  ]);
  it.each([
    ["/", "/dev/vda"],
    ["/proc/self", "proc"],
    ["/procurement", "/dev/vda"],
    ["/tmp", "two"],
    ["/tmp/deep", "two"],
    ["/tmp/deep/er/est", "three"],
  ])("%s is on %s", (path, source) => expect(mountOf(mounts, path)?.source).toBe(source));

  it("takes the longest mount point where the list is incomplete", () => {
    const some = mountsOf(["30 23 0:26 / /sys/fs/cgroup rw - cgroup2 c rw", "99 1 0:9 / / rw - ext4 d rw"]);
    expect(mountOf(some, "/sys/fs/cgroup/a")?.source).toBe("c");
    expect(mountOf(some, "/sys/fs")?.source).toBe("d");
    expect(mountOf([], "/")).toBeNull();
  });

  it("does not run in circles", () => {
    const circle = mountsOf(["1 1 0:1 / / rw - t root rw", "2 3 0:1 / /a rw - t a rw", "3 2 0:1 / /a rw - t b rw"]);
    expect(mountOf(circle, "/a/b")?.source).toBe("root");
    const equal = mountsOf(["1 1 0:1 / / rw - t a rw", "1 1 0:1 / / rw - t b rw"]);
    expect(mountOf(equal, "/x")?.source).toBe("b");
  });
});
