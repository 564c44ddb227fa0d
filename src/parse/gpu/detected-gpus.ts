/** What condor_gpu_discovery prints: `DetectedGPUs="GPU-1a2b3c4d, GPU-5e6f7a8b"`, or `DetectedGPUs=0`; null when neither. */
export function parseDetectedGpus(output: string): number | null {
  const value = /^DetectedGPUs\s*=\s*(?:"([^"\n]{0,65536})"|(0))\s*$/mu.exec(output);
  if (value === null) return null;
  if (value[2] !== undefined) return 0;
  return (value[1] ?? "").split(",").filter((id) => id.trim() !== "").length;
}
