import { describe, expect, it } from "vitest";
import { bindText, parseBindPaths } from "../../../src/parse/container/bind-path.ts";

describe("a list of bind paths", () => {
  it("has a target and options where they differ from the usual", () => {
    const text = "/hadoop,/data:/srv/data,/etc/hosts:/etc/hosts:ro";
    const { binds, problems } = parseBindPaths(`${text},, `);
    expect(binds).toEqual([
      { source: "/hadoop", target: "/hadoop", options: "" },
      { source: "/data", target: "/srv/data", options: "" },
      { source: "/etc/hosts", target: "/etc/hosts", options: "ro" },
    ]);
    expect(problems).toEqual([]);
    expect(binds.map(bindText).join(",")).toBe(text);
  });

  it.each([
    ["relative", "does not begin with an absolute path"],
    [":/a", "does not begin with an absolute path"],
    ["/a:b", "has a target that is not an absolute path"],
    ["/a b", "has a path with blanks"],
    ["/a:/b:rw:x", "has more than source, target and options"],
    ["/a:/b:suid", "has options other than ro and rw"],
  ])("leaves out %j alone", (item, problem) => {
    expect(parseBindPaths(`/before,${item},/after`)).toEqual({
      binds: ["/before", "/after"].map((path) => ({ source: path, target: path, options: "" })),
      problems: [expect.stringContaining(problem)],
    });
  });

  it("is bounded", () => {
    expect(parseBindPaths("/a,".repeat(1000)).binds).toHaveLength(200);
  });
});
