// The program in this process: its command line, and what it wrote.
import { runCommandLine } from "../../src/cli.ts";

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
}

export async function glidein(
  argv: readonly string[],
  { env = {}, terminal = false }: Surroundings = {},
): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const status = await runCommandLine({
    argv,
    env,
    output: {
      stdoutIsTerminal: terminal,
      stderrIsTerminal: false,
      colour: false,
      columns: 100,
      result: (text) => void (written.stdout += text),
      say: (text) => void (written.stderr += text.endsWith("\n") ? text : `${text}\n`),
      progress: () => () => undefined,
    },
    stop: new AbortController().signal,
    onSignal: () => undefined,
  });
  return { status, ...written };
}

/** A JSON document that was printed; its shape is for the test to know. */
// eslint-disable-next-line typescript/no-explicit-any -- tests reach into documents of many shapes
export const json = (text: string): any => JSON.parse(text);
