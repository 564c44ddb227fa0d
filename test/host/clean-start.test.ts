import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { softOpenFiles, takeEnvironment } from "../../src/host/clean-start.ts";

describe("the environment that was given", () => {
  it("keeps what meddles for facts, and takes it from the process", () => {
    const own: NodeJS.ProcessEnv = {
      PATH: "/bin",
      NODE_OPTIONS: "--x",
      LD_PRELOAD: "y",
      BASH_ENV: "z",
      ENVIRONMENT: "mine",
    };
    const found = takeEnvironment(own, 42);
    expect(found).toEqual({ PATH: "/bin", NODE_OPTIONS: "--x", LD_PRELOAD: "y", BASH_ENV: "z", ENVIRONMENT: "mine" });
    expect(own).toEqual({ PATH: "/bin", ENVIRONMENT: "mine" });
  });

  it("has what the launcher set aside", () => {
    const own: NodeJS.ProcessEnv = {
      GLIDEIN_LAUNCHED: "42",
      GLIDEIN_SOFT_NOFILE: "1024",
      GLIDEIN_ORIGINAL_LD_LIBRARY_PATH: "/a:/b\n",
    };
    expect(takeEnvironment(own, 42)).toEqual({ LD_LIBRARY_PATH: "/a:/b\n" });
    expect(own).toEqual({ GLIDEIN_LAUNCHED: "42", GLIDEIN_SOFT_NOFILE: "1024" });
  });

  it("has nothing of an outer glidein's launcher", () => {
    const own: NodeJS.ProcessEnv = { GLIDEIN_LAUNCHED: "41", GLIDEIN_ORIGINAL_LD_PRELOAD: "x" };
    expect(takeEnvironment(own, 42)).toEqual({});
    expect(own).toEqual({ GLIDEIN_LAUNCHED: "41" });
  });
});

describe("the limit of open files", () => {
  const parents = Number(/^Max open files\s+(\d+)/mu.exec(readFileSync(`/proc/${process.ppid}/limits`, "utf8"))?.[1]);
  it("is what the launcher found", () => {
    expect(softOpenFiles({ GLIDEIN_LAUNCHED: String(process.pid), GLIDEIN_SOFT_NOFILE: "77" })).toBe(77);
  });
  it.each([
    {},
    { GLIDEIN_LAUNCHED: "1", GLIDEIN_SOFT_NOFILE: "77" },
    { GLIDEIN_LAUNCHED: String(process.pid), GLIDEIN_SOFT_NOFILE: "unlimited" },
  ])("is the parent's without a launcher's word: %j", (own) => {
    expect(softOpenFiles(own)).toBe(parents);
  });
});
