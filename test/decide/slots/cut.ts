// Layouts cut out of 8 CPUs, 16000 MiB and 80000 MiB of disk unless said otherwise.
import { mergeFences } from "../../../src/decide/resources/node-fences.ts";
import { decideResources } from "../../../src/decide/resources.ts";
import { decideSlots, type SlotDecision } from "../../../src/decide/slots.ts";
import type { Fence } from "../../../src/model/facts/fence.ts";
import type { Failure } from "../../../src/model/failure.ts";
import type { SlotType } from "../../../src/model/plan.ts";
import type { Result } from "../../../src/model/result.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { settingsWith } from "../settings-with.ts";

export interface Node {
  readonly cpus?: number;
  readonly memoryMiB?: number;
  readonly diskMiB?: number | null;
  readonly gpus?: readonly Fence[];
}

export function cut(
  layout: string | null,
  { cpus = 8, memoryMiB = 16_000, diskMiB = 80_000, gpus = [] }: Node = {},
  more: Partial<Record<SettingName, string>> = {},
): Result<SlotDecision, Failure> {
  const settings = settingsWith({ ...(layout === null ? {} : { GLIDEIN_Resource_Slots: layout }), ...more });
  const fence = (limit: number): Fence => ({ limit, from: "kernel", kind: "kernel" });
  const resources = decideResources({
    fences: mergeFences({
      cpus: [fence(cpus)],
      memory: [fence(memoryMiB)],
      disk: diskMiB === null ? [] : [fence(diskMiB)],
      gpus,
    }),
    batchSystem: "none",
    onlineCpus: cpus,
    totalMemoryMiB: memoryMiB,
    ownMemoryMiB: 0,
    draw: 0,
    classic: false,
    settings,
  });
  if (!resources.ok) throw new Error(resources.error.problem);
  return decideSlots(resources.value, settings);
}

export function decision(...given: Parameters<typeof cut>): SlotDecision {
  const decided = cut(...given);
  if (!decided.ok) throw new Error(decided.error.problem);
  return decided.value;
}
export const slots = (...given: Parameters<typeof cut>): readonly SlotType[] => decision(...given).slots;
export const messages = ({ findings }: SlotDecision): readonly string[] => findings.map(({ message }) => message);
export const devices = (limit: number): readonly Fence[] => [{ limit, from: "nvidia-smi", kind: "hardware" }];

export const main = (row: Partial<SlotType> = {}): SlotType => ({
  type: 1,
  count: 1,
  partitionable: true,
  cpus: 8,
  memoryMiB: 16_000,
  diskMiB: 80_000,
  gpus: 0,
  extra: {},
  ...row,
});
