import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import { launcherCommands, writeHosts } from "../../../src/run/launch/launcher-command.ts";

it("a launcher that reads a file of hosts finds it, and a messenger another one", () => {
  const directory = mkdtempSync(join(tmpdir(), "hosts-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "stage"));
  const order = { directory, hosts: ["a", "b"], nodes: 2, perNode: 1 };
  const read = (message: string | null, hostFile: readonly string[]): string => {
    const launcher = { kind: "one", words: ["blaunch", "-u", "{host-file}"], hostFile } as const;
    expect(writeHosts(new Actor(), launcher, directory, message)).toBeNull();
    const [command] = launcherCommands(launcher, order, ["glidein"], message, []);
    expect(command?.slice(3, 6)).toEqual(["glidein", "rank", "--order"]);
    return readFileSync(command?.[2] ?? "", "utf8");
  };
  expect(read("SIGTERM", ["b"])).toBe("b\n");
  expect(read(null, ["a", "b"])).toBe("a\nb\n");
});
