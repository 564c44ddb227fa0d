// A pilot in this process, against a web server of the test: for what goes wrong before HTCondor is there.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Actor } from "../../src/host/actor.ts";
import type { AreaId } from "../../src/parse/gwms/arguments.ts";
import { readClassicArguments } from "../../src/parse/gwms/arguments.ts";
import { runClassic } from "../../src/run/classic.ts";
import { classicArguments, servedFiles } from "./classic-arguments.ts";
import { type Answer, type FaultServer, faultServer, send } from "./fault-server.ts";
import type { PublishedPart } from "./gwms-area.ts";

export interface PilotEnd {
  readonly status: 0 | 1;
  readonly stdout: string;
  readonly stderr: string;
  /** The document with the results of all scripts. */
  readonly long: string;
  /** The factory's class of the failure; null when it was none. */
  readonly failure: string | null;
  /** What failed, by the factory's name for it; null when nothing did. */
  readonly test: string | null;
  readonly requests: FaultServer["requests"];
  /** What is left in the batch job's directory. */
  readonly left: readonly string[];
}

export interface PilotOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Answers instead of the file; undefined: the file. */
  readonly fault?: (path: string) => Answer | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  readonly proxy?: string;
  /** A signal of the batch system comes when this was said. */
  readonly stopAt?: RegExp;
}

export async function runPilot(
  parts: ReadonlyMap<AreaId, PublishedPart>,
  options: PilotOptions = {},
): Promise<PilotEnd> {
  const directory = mkdtempSync(join(tmpdir(), "pilot-"));
  const job = join(directory, "job");
  mkdirSync(job);
  const files = servedFiles(parts);
  const server = await faultServer((request, response, count) => {
    const path = decodeURIComponent(request.url ?? "");
    const answer = options.fault?.(path);
    if (answer !== undefined) return answer(request, response, count);
    const content = files.get(path);
    if (content === undefined) response.writeHead(404).end("not here\n");
    else send(response, content);
  });
  const read = readClassicArguments(
    classicArguments(server.base, parts, { GLIDEIN_Collector: "127.0.0.1:1", ...options.parameters }, job),
  );
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const said = { stdout: "", stderr: "" };
  const stop = new AbortController();
  const settings = {
    GLIDEIN_Hold_Time: "0",
    GLIDEIN_Cache_Dir: join(directory, "cache"),
    // Short only where a fault is waited for, and then not so short that a busy machine is one.
    ...(options.fault === undefined ? {} : { GLIDEIN_Fetch_Stall: "2", GLIDEIN_Fetch_Limit: "6" }),
    ...options.settings,
  };
  try {
    const status = await runClassic(
      {
        actor: new Actor(),
        arguments: read.value,
        argv: [],
        env: { PATH: "/usr/bin:/bin", TMPDIR: job, HOME: job },
        environment: Object.entries(settings).map(([name, text]) => ({
          name,
          text,
          source: { kind: "environment", name },
        })),
        directory: job,
        say: (stream, text) => {
          said[stream] += text;
          if (options.stopAt?.test(said[stream]) === true) stop.abort();
        },
        stop: stop.signal,
        onSignal: () => undefined,
        openFiles: null,
        onTerminal: false,
      },
      () => undefined,
    );
    const encoded =
      /=== Encoded XML description of glidein activity ===\nbegin-base64 644 -\n([\s\S]*?)\n====/u.exec(
        said.stderr,
      )?.[1] ?? "";
    return {
      status,
      ...said,
      long: gunzipSync(Buffer.from(encoded, "base64")).toString(),
      failure: /<metric name="failure"[^>]*>([^<]*)</u.exec(said.stdout)?.[1] ?? null,
      test: /<metric name="TestID"[^>]*>([^<]*)</u.exec(said.stdout)?.[1] ?? null,
      requests: server.requests,
      left: readdirSync(job),
    };
  } finally {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
