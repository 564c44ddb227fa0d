import { describe, expect, it } from "vitest";
import { classifyMode } from "../../../src/decide/container/classify-mode.ts";
import type { Circumstances } from "../../../src/model/container-circumstances.ts";
import { ordinary } from "./explain.ts";

describe("privileged or not, by the user namespace that our program saw", () => {
  const proof = { pid: 1, bound: true, written: true, userNamespace: "user:[1]", uidMap: "0:0:4294967295" };
  const kindOf = (
    own: Partial<Circumstances>,
    seen: Partial<typeof proof> | { userNamespace: null },
    setuid: boolean | null = null,
  ): string => {
    const { kind, mode } = classifyMode({ ...ordinary, ...own }, { ...proof, ...seen }, setuid);
    return `${kind} ${mode}`;
  };
  const root = { uid: 0 };
  const inside = { insideUserNamespace: true };
  it.each([
    ["the same one", {}, {}, "setuid privileged"],
    ["a new one", {}, { userNamespace: "user:[2]", uidMap: "1000:1000:1" }, "user-namespace unprivileged"],
    [
      "a new one in which we look like root",
      {},
      { userNamespace: "user:[2]", uidMap: "0:1000:1,1:100000:65536" },
      "fakeroot unprivileged",
    ],
    ["the same one, for root", root, {}, "root privileged"],
    [
      "the same one, for root of a user namespace",
      { ...root, ...inside },
      { uidMap: "0:1000:1" },
      "root-in-namespace unprivileged",
    ],
    ["a new one, for root", root, { userNamespace: "user:[2]", uidMap: "0:0:1" }, "user-namespace unprivileged"],
    [
      "the same one, in a container whose maps are not the node's",
      inside,
      { uidMap: "0:100000:65536" },
      "setuid privileged",
    ],
  ] as const)("%s", (_, own, seen, expected) => {
    expect(kindOf(own, seen)).toBe(expected);
  });

  it("is not guessed where no /proc was inside", () => {
    expect(kindOf({}, { userNamespace: null })).toBe("unknown unprivileged");
    expect(kindOf({}, { userNamespace: null }, true)).toBe("unknown privileged");
    expect(kindOf({ insideUserNamespace: true }, { userNamespace: null }, true)).toBe("unknown unprivileged");
    expect(kindOf({ userNamespace: null }, {})).toBe("unknown unprivileged");
  });
});
