import { describe, expect, it } from "vitest";
import { exitStatusOf } from "../../../src/exit.ts";
import { cut, devices, type Node } from "./cut.ts";

describe("a layout that does not fit", () => {
  it.each<[string, Node, string]>([
    ["ioslot,2,16G,static", {}, "16384 MiB of memory leave 0 of 16000 MiB for the main slot"],
    ["ioslot,2,100%,partitionable", {}, "16000 MiB of memory leave 0 of 16000 MiB for the main slot"],
    ["ioslot,200", {}, "25600 MiB of memory leave 0 of 16000 MiB for the main slot"],
    [
      "ioslot,2,1024T,staticextra;tape,2,1024T,staticextra",
      {},
      "2147499648 MiB are more memory than HTCondor can have",
    ],
    ["ioslot,4,3,static", {}, "3M of memory is less than 1 MiB for each of 4 slots"],
    ["ioslot,4,100K,staticextra", {}, "100K of memory is less than 1 MiB for each of 4 slots"],
    ["ioslot,1,,,100%", {}, "80000 MiB of disk leave 0 of 80000 MiB for 1 other slots"],
    ["ioslot,1,,,60%;other,1,,,60%", {}, "48000 MiB of disk leave 0 of 80000 MiB for 1 other slots"],
    ["ioslot,4,,static,2000", {}, "2000K of disk is less than 1 MiB for each of 4 slots"],
    ["ioslot,10,20,static", { diskMiB: 5 }, "5 MiB of disk are split between 11 slots"],
  ])("%s is refused with status 78", (layout, node, problem) => {
    const refused = cut(layout, node);
    if (refused.ok) throw new Error("accepted");
    expect(refused.error).toMatchObject({
      code: "SLOT_LAYOUT_INVALID",
      subject: "GLIDEIN_Resource_Slots",
      problem: expect.stringContaining(problem) as string,
    });
    expect(exitStatusOf(refused.error.code)).toBe(78);
    const corrected = /example to "(.*)"/u.exec(refused.error.fix)?.[1];
    expect(cut(corrected ?? "", node).ok).toBe(true);
  });

  it.each(["ioslot,3,,main", "ioslot,3,,extra", "GPUs,3,,main"])(
    "%s is refused in a fixed layout, where it cannot be dealt out",
    (layout) => {
      expect(cut(layout, { cpus: 2 }, { SLOTS_LAYOUT: "fixed" })).toMatchObject({
        ok: false,
        error: {
          code: "SLOT_LAYOUT_INVALID",
          problem: expect.stringContaining("cannot be dealt out evenly to 2 fixed slots") as string,
        },
      });
    },
  );

  it("is refused also when it is only fixed, by the name of that setting", () => {
    expect(cut(null, { cpus: 64, memoryMiB: 63 }, { SLOTS_LAYOUT: "fixed" })).toMatchObject({
      ok: false,
      error: {
        code: "SLOT_LAYOUT_INVALID",
        subject: "SLOTS_LAYOUT",
        problem: expect.stringContaining("less than 1 MiB for each of 64 fixed slots") as string,
      },
    });
  });

  it("is refused for all its misfits at once, with their places", () => {
    const refused = cut("a1,2,100%,static,100%;b1,3,1");
    if (refused.ok) throw new Error("accepted");
    expect(refused.error.problem).toContain("item 1, character 1: a1 does not fit: 16000 MiB of memory leave 0");
    expect(refused.error.problem).toContain("item 1, character 1: a1 does not fit: 80000 MiB of disk leave 0");
    expect(refused.error.problem).toContain("item 2, character 23: b1 does not fit: 1 MiB of memory leave 0");
  });
});

describe("a broken layout", () => {
  it.each(["abc def", "ioslot,-3", "mem", "$(RELEASE_DIR),2", "a;a", "ioslot,type=main,2", "x".repeat(20_000)])(
    "%s is refused with status 78 and a correction",
    (layout) => {
      const refused = cut(layout);
      if (refused.ok) throw new Error("accepted");
      expect(exitStatusOf(refused.error.code)).toBe(78);
      const corrected = /example to "(.*)"/u.exec(refused.error.fix)?.[1];
      expect(cut(corrected ?? "", { gpus: devices(1) }).ok).toBe(true);
    },
  );

  it("of very many problems names the first fifty", () => {
    const refused = cut("1,".repeat(500));
    if (refused.ok) throw new Error("accepted");
    expect(refused.error.problem).toContain("and ");
    expect(refused.error.problem.length).toBeLessThan(10_000);
  });
});
