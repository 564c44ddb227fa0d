import { rmSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../../apply/custom-scripts/run-script.ts";
import { readSettled } from "../../host/read-settled.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { AreaId } from "../../parse/gwms/arguments.ts";
import { readResultDocument, type SaidResult, type ScriptResult, xmlMoment } from "../../parse/gwms/result-document.ts";
import { printable } from "../../parse/printable.ts";
import { redactSecrets } from "../../parse/redact.ts";

export interface CustomScript {
  readonly area: AreaId;
  readonly name: string;
  readonly path: string;
  /** Words before the program: the container it runs in. */
  readonly inside: readonly string[];
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  /** Seconds; 0: none. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly say: (stream: "stdout" | "stderr", text: string) => void;
}

export interface ScriptOutcome {
  readonly result: ScriptResult;
  readonly failure: Failure | null;
}

const document = "otrb_output.xml";
const largestDocument = 4_194_304;

/** Runs one script by GlideinWMS's contract: `SCRIPT glidein_config PART` in the work directory, with nothing to read. */
export async function runCustomScript(script: CustomScript): Promise<ScriptOutcome> {
  const said = join(script.work, document);
  rmSync(said, { force: true, recursive: true });
  const argv = [...script.inside, script.path, "glidein_config", script.area];
  const [program = script.path, ...rest] = argv;
  const startedAt = script.now();
  const end = await runScript({
    argv: [program, ...rest],
    directory: script.work,
    env: script.env,
    deadlineMs: script.limit === 0 ? null : script.limit * 1000,
    signal: script.signal,
    say: script.say,
  });
  const passed = end.status === 0 && !end.timedOut && end.notStarted === null;
  const left = readSaid(said, passed);
  const id = `${script.area}/${script.name}`;
  const result: ScriptResult = {
    id,
    directory: script.work,
    // Without the part, as GlideinWMS has it in its documents.
    command: `${script.path} glidein_config`,
    startedAt,
    endedAt: script.now(),
    ok: passed,
    metrics: left?.metrics ?? (passed ? [] : [{ name: "failure", value: "Unknown", at: xmlMoment(startedAt) }]),
    detail:
      left === null ? "The test script did not produce an XML file. No further information available." : left.detail,
  };
  return { result, failure: passed ? null : failureOf(id, script, end, left) };
}

function readSaid(path: string, passed: boolean): SaidResult | null {
  const text = readSettled(path, largestDocument);
  return text.ok ? readResultDocument(text.value, passed) : null;
}

function failureOf(
  id: string,
  { limit }: CustomScript,
  end: Awaited<ReturnType<typeof runScript>>,
  said: SaidResult | null,
): Failure {
  if (end.timedOut)
    return failure(
      "SCRIPT_TIMED_OUT",
      id,
      `it ran for more than ${limit} s and was ended`,
      "Correct the script, or raise GLIDEIN_Script_Limit.",
    );
  if (end.notStarted !== null)
    return failure(
      "SCRIPT_FAILED",
      id,
      `it cannot be run: ${end.notStarted}`,
      "Correct the script's first line, its line ends, or the file system's noexec option.",
    );
  const detail = redactSecrets(printable(said?.detail ?? "", 800));
  return failure(
    "SCRIPT_FAILED",
    id,
    `it ended with status ${end.status}`,
    "What the script itself says is in its result and in the log above.",
    detail === "" ? {} : { detail },
  );
}
