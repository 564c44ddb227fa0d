/**
 * Micro-architecture levels of the x86-64 psABI, by the kernel's names for the features (`pni` is SSE3, `abm` has
 * LZCNT, `xsave` stands for OSXSAVE, which the kernel does not list). Each level includes the ones before it.
 */
const levels = [
  ["x86-64-v1", ["lm", "cmov", "cx8", "fpu", "fxsr", "mmx", "syscall", "sse", "sse2"]],
  ["x86-64-v2", ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"]],
  ["x86-64-v3", ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"]],
  ["x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]],
] as const;

/** The highest level whose features are all there; null when not even the first is, as on other architectures. */
export function cpuLevel(features: ReadonlySet<string>): string | null {
  let reached: string | null = null;
  for (const [level, needed] of levels) {
    if (!needed.every((feature) => features.has(feature))) break;
    reached = level;
  }
  return reached;
}
