export interface MigDevice {
  readonly uuid: string;
  /** Profile, e.g. `1g.5gb`. */
  readonly profile: string;
}

export interface NvidiaGpu {
  readonly uuid: string;
  readonly name: string;
  /** Instances that the GPU is cut into; then they are what programs can use. */
  readonly mig: readonly MigDevice[];
}

const maxLines = 4096;

/** Output of `nvidia-smi -L`. Lines of another form (warnings, a GPU that fell off the bus) are no devices. */
export function parseNvidiaList(text: string): readonly NvidiaGpu[] {
  const gpus: { uuid: string; name: string; mig: MigDevice[] }[] = [];
  for (const line of text.split("\n", maxLines)) {
    const gpu = /^GPU [0-9]{1,4}: ([ -~]{1,120}) \(UUID: (GPU-[0-9A-Za-z-]{1,60})\)\s*$/u.exec(line);
    const mig = /^ +MIG ([0-9A-Za-z.+]{1,40}) +Device +[0-9]{1,4}: \(UUID: (MIG-[0-9A-Za-z/-]{1,80})\)\s*$/u.exec(line);
    if (gpu?.[1] !== undefined && gpu[2] !== undefined) gpus.push({ name: gpu[1], uuid: gpu[2], mig: [] });
    else if (mig?.[1] !== undefined && mig[2] !== undefined) gpus.at(-1)?.mig.push({ profile: mig[1], uuid: mig[2] });
  }
  return gpus;
}

/** Output of `nvidia-smi --query-gpu=uuid,memory.total --format=csv,noheader,nounits`: MiB by UUID. */
export function parseNvidiaMemory(text: string): ReadonlyMap<string, number> {
  const memory = new Map<string, number>();
  for (const line of text.split("\n", maxLines)) {
    const [, uuid, mib] = /^(GPU-[0-9A-Za-z-]{1,60}), ([0-9]{1,9})\s*$/u.exec(line) ?? [];
    if (uuid !== undefined && mib !== undefined) memory.set(uuid, Number(mib));
  }
  return memory;
}

/** /proc/driver/nvidia/gpus/BUS/information; the driver writes question marks for a UUID that it does not know yet. */
export function parseNvidiaInformation(text: string): {
  readonly name: string | null;
  readonly uuid: string | null;
  readonly minor: number | null;
} {
  const value = (field: string): string | undefined =>
    text
      .split("\n", 100)
      .find((line) => line.startsWith(`${field}:`))
      ?.slice(field.length + 1)
      .trim();
  const name = value("Model");
  const uuid = value("GPU UUID");
  const minor = value("Device Minor");
  return {
    name: name !== undefined && /^[ -~]{1,120}$/u.test(name) ? name : null,
    uuid: uuid !== undefined && /^GPU-[0-9A-Za-z-]{1,60}$/u.test(uuid) ? uuid : null,
    minor: minor !== undefined && /^[0-9]{1,4}$/u.test(minor) ? Number(minor) : null,
  };
}
