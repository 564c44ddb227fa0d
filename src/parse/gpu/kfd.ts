/** What is used of a node's `properties` below /sys/class/kfd/kfd/topology/nodes: lines `name value`. */
export interface KfdNode {
  /** CPUs are nodes too, with no SIMD unit. */
  readonly isGpu: boolean;
  /** As `ROCR_VISIBLE_DEVICES` names it, e.g. `GPU-1234567890abcdef`; null on models without one. */
  readonly uuid: string | null;
  /** N of /dev/dri/renderDN. */
  readonly renderMinor: number | null;
}

export function parseKfdProperties(text: string): KfdNode {
  const value = (field: string): string => new RegExp(`^${field} ([0-9]{1,20})\\s*$`, "mu").exec(text)?.[1] ?? "0";
  const unique = BigInt(value("unique_id"));
  const minor = Number(value("drm_render_minor"));
  return {
    isGpu: Number(value("simd_count")) > 0,
    uuid: unique === 0n ? null : `GPU-${unique.toString(16).padStart(16, "0")}`,
    renderMinor: minor >= 128 && minor < 1024 ? minor : null,
  };
}

/** `size_in_bytes` of a memory bank of the node. */
export function parseKfdBank(text: string): number | null {
  const bytes = /^size_in_bytes ([0-9]{1,18})\s*$/mu.exec(text)?.[1];
  return bytes === undefined || bytes === "0" ? null : Number(bytes);
}
