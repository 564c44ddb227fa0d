import type { WrittenValue } from "../../decide/settings.ts";
import type { Actor } from "../../host/actor.ts";
import type { SiteTableFacts } from "../../model/facts/site-table.ts";
import type { ClassicArguments } from "../../parse/gwms/arguments.ts";

/** What a pilot that a GlideinWMS factory started needs from its process. */
export interface ClassicRequest {
  readonly actor: Actor;
  readonly arguments: ClassicArguments;
  /** The command line, for the factory's log. */
  readonly argv: readonly string[];
  /** After the site's set-up files. */
  readonly env: Readonly<Record<string, string>>;
  /** Settings that the environment has. */
  readonly environment: readonly WrittenValue[];
  /** Which site this is, and what a table says of it. */
  readonly siteTable?: SiteTableFacts | null;
  /** Nothing but HTCondor uses the network. */
  readonly offline?: boolean;
  /** Where the batch job was started. */
  readonly directory: string;
  /** Free text of the pilot's log; the factory finds its lines in it. */
  readonly say: (stream: "stdout" | "stderr", text: string) => void;
  readonly stop: AbortSignal;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  readonly openFiles: number | null;
  readonly onTerminal: boolean;
}
