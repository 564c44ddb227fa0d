/** What /proc/cpuinfo says; its lines differ between architectures. */
export interface Cpuinfo {
  /** Processors listed; null when the text has no such line. */
  readonly processors: number | null;
  readonly model: string | null;
  /** Features that every listed processor has (x86 `flags`, ARM `Features`). */
  readonly features: ReadonlySet<string>;
  /** As `uname -m` has it, where the text tells. */
  readonly architecture: "x86_64" | "aarch64" | "ppc64le" | "s390x" | null;
}

/** Never fails: what cannot be understood is absent from the answer. */
export function parseCpuinfo(text: string): Cpuinfo {
  let processors = 0;
  let model: string | null = null;
  let architecture: Cpuinfo["architecture"] = null;
  // Equal processors have equal lines; comparing these first keeps a node of a thousand threads cheap.
  const featureLines = new Set<string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === -1) continue;
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name === "processor" || /^processor [0-9]+$/u.test(name)) processors += 1;
    else if (name === "model name" || name === "cpu" || name === "Model") model ??= modelName(value);
    else if (name === "flags" || name === "Features" || name === "features") featureLines.add(value);
    else if (name === "CPU architecture" && (value === "8" || value === "AArch64")) architecture ??= "aarch64";
    else if (name === "vendor_id" && value === "IBM/S390") architecture ??= "s390x";
    if (name === "cpu" && value.startsWith("POWER")) architecture ??= "ppc64le";
  }
  const [first = [], ...others] = [...featureLines].map((line) => line.split(/[ \t]+/u));
  const features = others.reduce((common, next) => new Set(next.filter((name) => common.has(name))), new Set(first));
  if (features.has("lm")) architecture ??= "x86_64";
  return { processors: processors === 0 ? null : processors, model, features, architecture };
}

const modelName = (value: string): string | null => {
  const name = value
    .replaceAll(/[^\u0020-\u007e]/gu, "?")
    .replaceAll(/ +/gu, " ")
    .slice(0, 200)
    .trim();
  return name === "" ? null : name;
};
