import { describe, expect, it } from "vitest";
import { askAccessPoints } from "../../../src/apply/condor/ask-access-points.ts";
import type { CommandRequest, CommandResult } from "../../../src/host/host.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { ok } from "../../../src/model/result.ts";

const condor = { bin: "/b", sbin: "/s", libexec: "/l", libraryPath: [], configFile: "/c" };
const ended = (status: number, stdout: string, timedOut = false): CommandResult => ({
  ...{ status: timedOut ? null : status, signal: null, stdout, stderr: "", truncated: false, timedOut },
});
const at = (name: string, ...brokers: readonly string[]): string =>
  `${name}\t<10.0.0.1:1?CCBID=${brokers.map((broker) => `${broker}#5`).join("%20")}&noUDP>\n`;
// The words are HTCondor's.
const answers: Readonly<Record<string, CommandResult>> = {
  open: ended(0, "Remote Mapping:              unauthenticated@unmapped\nAuthorized:                  TRUE\n"),
  closed: ended(1, "READ failed!\nAUTHENTICATE:1003:Failed to authenticate with any method\n"),
  denied: ended(1, 'READ failed!\nSECMAN:2010:Received "DENIED" from server for user unauthenticated@unmapped\n'),
  gone: ended(1, "READ failed!\nSECMAN:2011:Connection closed during command authorization.\n"),
  late: ended(1, "", true),
};

async function ask(status: CommandResult): Promise<unknown> {
  const asked: CommandRequest[] = [];
  const host = new MemoryHost({
    command: (request) => {
      asked.push(request);
      if (request.argv[0] === "/b/condor_status") return ok(status);
      return ok(answers[request.argv[2]?.match(/<(\w+):/u)?.[1] ?? ""] ?? ended(1, ""));
    },
  });
  const points = await askAccessPoints(host, condor);
  return {
    points,
    pings: asked.slice(1).map(({ argv, env }) => [argv[2], env?.["_CONDOR_TOOL.SEC_CLIENT_AUTHENTICATION"]]),
  };
}

describe("the access points of a pool", () => {
  it("are open by any broker that lets nobody in particular READ, closed where all that answer refuse", async () => {
    const rows = [
      at("a", "closed:1", "open:2"),
      at("b", "closed:1", "gone:3"),
      at("c", "denied:4"),
      at("d", "late:5", "gone:3"),
    ];
    expect(await ask(ended(0, rows.join("")))).toEqual({
      points: [
        { name: "a", brokers: ["closed:1", "open:2"], open: true },
        { name: "b", brokers: ["closed:1", "gone:3"], open: false },
        { name: "c", brokers: ["denied:4"], open: false },
        { name: "d", brokers: ["late:5", "gone:3"], open: null },
      ],
      pings: ["closed:1", "open:2", "gone:3", "denied:4", "late:5"].map((broker) => [`<${broker}>`, "OPTIONAL"]),
    });
  });

  it("cost one process where none of them needs a broker, and are not known where the collector does not say", async () => {
    expect(await ask(ended(0, ""))).toEqual({ points: [], pings: [] });
    expect(await ask(ended(1, at("a", "open:1")))).toEqual({ points: null, pings: [] });
  });

  it("are asked after at few brokers, however many are named", async () => {
    const many = Array.from({ length: 40 }, (_, index) => at(`s${index}`, `open:${index + 1}`)).join("");
    expect(await ask(ended(0, many))).toMatchObject({ pings: { length: 16 } });
  });
});
