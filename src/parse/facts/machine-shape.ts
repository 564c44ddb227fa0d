import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type {
  CgroupFacts,
  CpuFacts,
  GpuFacts,
  MemoryFacts,
  ScratchFacts,
  StorageFacts,
  SystemFacts,
  UserNamespaceFacts,
} from "../../model/facts/machine.ts";
import { dictionary, list, nullable, number, object, text, truth, word } from "../shape.ts";

/** What the machine's part of a facts document must be. */
export const fence = object<Fence>({
  limit: number,
  from: text,
  kind: word("hardware", "kernel", "grant", "feature"),
});
export const unknown = object<Unknown>({ what: text, why: text });

const cgroup = object<CgroupFacts>({
  layout: nullable(word("none", "v1", "v2", "hybrid")),
  directory: nullable(text),
  ancestorsHidden: nullable(truth),
  delegated: nullable(truth),
  processes: list(fence),
});

const userNamespaces = object<UserNamespaceFacts>({
  allowed: nullable(truth),
  obstacles: list(object<UserNamespaceFacts["obstacles"][number]>({ what: text, evidence: text })),
  inside: nullable(truth),
});

export const system = object<SystemFacts>({
  hostname: nullable(text),
  kernel: nullable(text),
  architecture: nullable(text),
  os: object<SystemFacts["os"]>({ id: nullable(text), version: nullable(text), name: nullable(text) }),
  cpuLevel: nullable(text),
  limits: dictionary(object<SystemFacts["limits"][string]>({ soft: nullable(number), hard: nullable(number) })),
  userNamespaces,
  noNewPrivileges: nullable(truth),
  seccompFilter: nullable(truth),
  cgroup,
  unknown: list(unknown),
});

export const cpus = object<CpuFacts>({
  online: nullable(number),
  model: nullable(text),
  fences: list(fence),
  unknown: list(unknown),
});

export const memory = object<MemoryFacts>({
  totalMiB: nullable(number),
  availableMiB: nullable(number),
  swapTotalMiB: nullable(number),
  fences: list(fence),
  swapFences: list(fence),
  ownMiB: number,
  unknown: list(unknown),
});

const scratch = {
  path: text,
  from: text,
  writable: nullable(truth),
  executable: nullable(truth),
  freeMiB: nullable(number),
  totalMiB: nullable(number),
  freeInodes: nullable(number),
  filesystem: nullable(text),
};

export const storage = object<StorageFacts>({
  scratch: object<ScratchFacts>(scratch),
  candidates: list(object<StorageFacts["candidates"][number]>({ ...scratch, rejected: text })),
  fences: list(fence),
  unknown: list(unknown),
});

export const gpus = object<GpuFacts>({
  devices: list(
    object<GpuFacts["devices"][number]>({
      id: text,
      name: nullable(text),
      memoryMiB: nullable(number),
      vendor: nullable(word("nvidia", "amd", "intel")),
    }),
  ),
  visibleBy: nullable(text),
  fences: list(fence),
  unknown: list(unknown),
});
