import { batchScript, type PrintedSystem, printedSystems } from "../decide/launch/batch-script.ts";
import { ownCommand } from "../host/become-program.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { parseWholeNumber } from "../parse/batch/whole-number.ts";
import { parseSettingValue } from "../parse/setting-value.ts";
import { optionValues } from "./written-values.ts";

type Options = Readonly<Record<string, unknown>>;

const defaultSeconds = 4 * 3600;
/** Options of `launch` and of all commands that set no single setting; they go into the script as they were given. */
const handedOn: readonly (readonly [key: string, flag: string])[] = [
  ["config", "--config"],
  ["launcher", "--launcher"],
  ["hosts", "--hosts"],
  ["directory", "--directory"],
  ["seed", "--seed"],
];

/** `launch --print SYSTEM`: the batch script that starts the launch with the options that were given. */
export function printScript(
  options: Options,
  settings: Settings,
  program: string = programName(),
): Result<string, Failure> {
  const bad = (subject: string, problem: string, fix: string): Result<never, Failure> =>
    err(failure("USAGE", subject, problem, fix));
  const system = printedSystems.find((one) => one === options["print"]);
  if (system === undefined)
    return bad("--print", "no such batch system", `Choose one of ${printedSystems.join(", ")}.`);
  const nodes = parseWholeNumber(textOf(options["nodes"]) ?? "1", 1, 100_000);
  if (!nodes.ok) return bad("--nodes", nodes.error, "Give how many nodes the batch job has.");
  const seconds = parseSettingValue({ kind: "seconds", min: 60 }, textOf(options["time"]) ?? String(defaultSeconds));
  if (!seconds.ok || typeof seconds.value !== "number")
    return bad(
      "--time",
      `expected a time of a minute or more, found ${JSON.stringify(textOf(options["time"]))}`,
      "Give a time such as 4h, 90m or 04:00:00.",
    );
  const { GLIDEIN_Collector: pool, GLIDEIN_Stage: stage } = settings;
  // A manifest may name the pool.
  if (pool.value === null && stage.value === null)
    return err(
      failure(
        "POOL_MISSING",
        "GLIDEIN_Collector",
        "no pool was given, and glideins that the script starts would have none",
        "Name the pool's collector: --pool cm.example.org, or GLIDEIN_Collector.",
        { expected: "HOST[:PORT]" },
      ),
    );
  // Not every batch system hands on the environment that this was said in.
  const inherited = pool.source.kind === "environment" && pool.value !== null ? { pool: pool.value } : {};
  const cpus = settings.GLIDEIN_CPUS.value?.trim() ?? "";
  const script = batchScript({
    ...{ system, nodes: nodes.value, time: Math.floor(seconds.value), program },
    cpus: /^[1-9][0-9]{0,5}$/u.test(cpus) ? Number(cpus) : null,
    account: textOf(options["account"]),
    queue: textOf(options["queue"]),
    options: [...givenOptions({ ...inherited, ...options }), ...forHosts(system, options["hosts"], seconds.value)],
  });
  return script.ok
    ? ok(script.value)
    : bad("the batch script", script.error, "Change it, or write the script by hand.");
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

function givenOptions(options: Options): readonly (readonly [string, string])[] {
  const settings = optionValues(options).flatMap(({ text, source }) =>
    source.kind === "option" ? [[source.flag, text] as const] : [],
  );
  const set = Array.isArray(options["set"]) ? options["set"].map((one) => ["--set", String(one)] as const) : [];
  const others = handedOn.flatMap(([key, flag]) => {
    const value = textOf(options[key]);
    return value === null ? [] : [[flag, value] as const];
  });
  return [...settings, ...set, ...others];
}

/** Where no batch system says which nodes there are, and until when. */
const forHosts = (system: PrintedSystem, hosts: unknown, seconds: number): readonly (readonly [string, string])[] =>
  system === "hosts"
    ? [...(hosts === undefined ? [["--hosts", "hosts.txt"] as const] : []), ["--walltime", `${seconds}`]]
    : [];

/** Called by its path where it is one file; as a script of Node's by its name. */
function programName(): string {
  const [program, ...script] = ownCommand();
  return script.length === 0 ? program : "glidein";
}
