// Resources decided from fences as a node might have them, 64 CPUs and 64000 MiB unless said otherwise.
import { decideResources, type ResourceDecision, type ResourceInput } from "../../../src/decide/resources.ts";
import type { Fence } from "../../../src/model/facts/fence.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { settingsWith } from "../settings-with.ts";

const fence = (limit: number, from: string, kind: Fence["kind"]): Fence => ({ limit, from, kind });
export const hardware = (limit: number) => fence(limit, "hardware", "hardware");
export const kernel = (limit: number, from = "affinity mask") => fence(limit, from, "kernel");
export const grant = (limit: number, from = "slurm") => fence(limit, from, "grant");
export const feature = (limit: number, from = "mjf") => fence(limit, from, "feature");

type Given = Omit<Partial<ResourceInput>, "fences" | "settings"> & {
  readonly cpus?: readonly Fence[];
  readonly memory?: readonly Fence[];
  readonly disk?: readonly Fence[];
  readonly gpus?: readonly Fence[];
  readonly settings?: Partial<Record<SettingName, string>>;
};

export function decided({
  cpus = [hardware(64), kernel(8)],
  memory = [hardware(64_000)],
  disk = [kernel(100_000, "free space")],
  gpus = [],
  settings = {},
  ...more
}: Given = {}): ResourceDecision {
  const decision = decideResources({
    fences: { cpus, memory, disk, gpus },
    batchSystem: "none",
    onlineCpus: 64,
    totalMemoryMiB: 64_000,
    ownMemoryMiB: 100,
    draw: 0,
    classic: false,
    settings: settingsWith(settings),
    ...more,
  });
  if (!decision.ok) throw new Error(decision.error.problem);
  return decision.value;
}

export const messages = ({ findings }: ResourceDecision): readonly string[] => findings.map(({ message }) => message);
export const binding = ({ fences }: ResourceDecision, resource: string): readonly string[] =>
  fences.filter((row) => row.resource === resource && row.binding).map(({ from }) => from);
