import { describe, expect, it } from "vitest";
import { mergeFences } from "../../../src/decide/resources/node-fences.ts";
import { grant, kernel } from "./decided.ts";

describe("fences of several observers", () => {
  it("are put together by resource", () => {
    const merged = mergeFences({ cpus: [grant(8)], memory: [grant(1)] }, { cpus: [kernel(4)] }, {});
    expect(merged).toEqual({ cpus: [grant(8), kernel(4)], memory: [grant(1)], disk: [], gpus: [] });
  });
});
