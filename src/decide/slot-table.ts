import type { SlotSolution, SolvedType } from "./slots/solve-slots.ts";

/** Text in rows of equal length, for whoever draws it. */
export interface Table {
  readonly title: string;
  readonly columns: readonly { readonly heading: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
  /** Drawn apart, below the rows. */
  readonly total: readonly string[] | null;
}

/** The layout as a person reads it: one row a slot type, amounts of each slot, and what all slots have together. */
export function slotTable({ types }: SlotSolution): Table {
  const names = Object.keys(types[0]?.extra ?? {});
  const withGpus = types.some(({ gpus }) => gpus > 0);
  const numbers: readonly { readonly heading: string; readonly of: (type: SolvedType) => number | null }[] = [
    { heading: "CPUs", of: ({ cpus }) => cpus },
    { heading: "memory MiB", of: ({ memoryMiB }) => memoryMiB },
    { heading: "disk MiB", of: ({ diskMiB }) => diskMiB },
    ...(withGpus ? [{ heading: "GPUs", of: ({ gpus }: SolvedType) => gpus }] : []),
    ...names.map((name) => ({ heading: name, of: ({ extra }: SolvedType) => extra[name] ?? 0 })),
  ];
  const right = (heading: string) => ({ heading, align: "right" }) as const;
  return {
    title: "Slots",
    columns: [
      right("type"),
      right("count"),
      { heading: "kind", align: "left" },
      ...numbers.map(({ heading }) => right(heading)),
      { heading: "for", align: "left" },
    ],
    rows: types.map((type) => [
      String(type.type),
      String(type.count),
      kindOf(type),
      ...numbers.map(({ of }) => shown(of(type))),
      purpose(type),
    ]),
    total: [
      "sum",
      String(types.reduce((sum, { count }) => sum + count, 0)),
      "",
      ...numbers.map(({ of }) => shown(sum(types, of))),
      virtualPart(types),
    ],
  };
}

const kindOf = ({ partitionable }: SolvedType): string => (partitionable ? "partitionable" : "static");

function purpose({ resource, virtualCpus, virtualMemoryMiB }: SolvedType): string {
  const virtual = [
    virtualCpus > 0 ? `${virtualCpus} virtual CPUs` : "",
    virtualMemoryMiB > 0 ? `${virtualMemoryMiB} MiB virtual` : "",
  ].filter((part) => part !== "");
  const jobs = resource === null ? "any job" : `jobs that ask for ${resource}`;
  return virtual.length === 0 ? jobs : `${jobs}; ${virtual.join(", ")} each`;
}

function virtualPart(types: readonly SolvedType[]): string {
  const cpus = sum(types, ({ virtualCpus }) => virtualCpus) ?? 0;
  return cpus === 0 ? "" : `${cpus} of the CPUs virtual`;
}

function sum(types: readonly SolvedType[], of: (type: SolvedType) => number | null): number | null {
  const amounts = types.map((type) => ({ amount: of(type), count: type.count }));
  return amounts.reduce<number | null>(
    (total, { amount, count }) => (total === null || amount === null ? null : total + amount * count),
    0,
  );
}

const shown = (value: number | null): string => (value === null ? "?" : String(value));
