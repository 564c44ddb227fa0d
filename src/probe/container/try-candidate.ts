import { classifyMode } from "../../decide/container/classify-mode.ts";
import type { RuntimeInstallation } from "../../model/container-circumstances.ts";
import type { ContainerCandidate, WorkingContainer } from "../../model/facts/container.ts";
import { parseRuntimeVersion, type RuntimeVersion } from "../../parse/container/runtime-version.ts";
import { printable } from "../../parse/printable.ts";
import type { CandidatePath } from "./candidate-paths.ts";
import { probeCapabilities } from "./capabilities.ts";
import { isOnNetwork, type NodeView } from "./circumstances.ts";
import { inspectProgram } from "./inspect-program.ts";
import { readInstallation } from "./installation.ts";
import { type Climb, climb } from "./ladder.ts";
import { call, type Runtime, type Workshop } from "./trial.ts";

/** A proof takes a tenth of a second on an idle node; the first read over a network may take many. */
const localMs = 10_000;
const networkMs = 20_000;

export interface CandidateOptions {
  readonly view: NodeView;
  /** Whether jobs may have a PID namespace. */
  readonly pidNamespace: boolean;
}

export interface CandidateResult {
  readonly facts: ContainerCandidate;
  readonly working: WorkingContainer | null;
  readonly limitMs: number;
}

/** Tries one program as a container runtime: up the ladder until a rung holds, then what else it can do. */
export async function tryCandidate(
  shop: Workshop,
  { path, origin }: CandidatePath,
  options: CandidateOptions,
): Promise<CandidateResult> {
  const { circumstances, mounts } = options.view;
  const limitMs = (await isOnNetwork(shop.host, mounts, path)) ? networkMs : localMs;
  const runtime: Runtime = { path, limitMs };
  const result = (
    facts: Omit<ContainerCandidate, "path" | "origin">,
    working: WorkingContainer | null = null,
  ): CandidateResult => ({
    facts: { path: printable(path, 1000), origin, ...facts },
    working,
    limitMs,
  });
  const rejected = await inspectProgram(shop.host, path, shop.patience.limit(limitMs));
  if (rejected !== null) return result({ works: false, ...rejected, version: null, attempts: [] });

  let asked: Promise<RuntimeInstallation | null> | null = null;
  const installation = (): Promise<RuntimeInstallation | null> => (asked ??= readInstallation(shop, runtime, mounts));
  const [version, climbed] = await Promise.all([
    readVersion(shop, runtime),
    climb(shop, runtime, { circumstances, installation, pidNamespace: options.pidNamespace }),
  ]);
  const { reached, attempts, notRun } = climbed;
  if (notRun)
    return result({
      works: false,
      outcome: "not tried on a recorded node",
      fix: "Look at the node itself.",
      version: version?.number ?? null,
      attempts,
    });
  if (reached === null)
    return result({ works: false, ...failureText(climbed), version: version?.number ?? null, attempts });

  const mode = classifyMode(circumstances, reached.proof, (await installation())?.setuid ?? null);
  const capabilities = await probeCapabilities({ shop, runtime, reached, circumstances, installation });
  const missed = climbed.failures.map(({ cause }) => cause).join("; ");
  const because = missed === "" ? mode.because : `${mode.because}; ${shortfall(reached.rung.flags)}: ${missed}`;
  const fix = climbed.failures.map((failure) => failure.fix).filter((text) => text !== "");
  return result(
    {
      works: true,
      outcome: `it works, ${mode.mode}: ${because}`,
      fix: [...new Set(fix)].join(" "),
      version: version?.number ?? null,
      attempts,
    },
    {
      path,
      version: version?.number ?? null,
      fullVersion: version?.full ?? null,
      mode: mode.mode,
      kind: mode.kind,
      rung: reached.rung.name,
      flags: reached.rung.flags,
      pidNamespace: capabilities["pid-namespace"]?.works === true,
      because,
      capabilities,
    },
  );
}

/** What the rung that holds lacks, or takes beyond the best one. */
function shortfall(flags: readonly string[]): string {
  if (!flags.includes("-C")) return "only without a PID namespace";
  return flags.includes("--userns") ? "only with --userns" : "only with --no-privs";
}

function failureText({ failures }: Climb): { readonly outcome: string; readonly fix: string } {
  const fixes = [...new Set(failures.map(({ fix }) => fix).filter((fix) => fix !== ""))];
  return {
    outcome: failures.map(({ cause }) => cause).join("; ") || "no rung of containment was tried",
    fix: fixes.join(" ") || "Look at the node itself.",
  };
}

async function readVersion(shop: Workshop, runtime: Runtime): Promise<RuntimeVersion | null> {
  const { ran } = await call(shop, runtime, ["--version"], true);
  return ran.ok && ran.value.status === 0 ? parseRuntimeVersion(ran.value.stdout) : null;
}
