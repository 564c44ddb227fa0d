import type { Host } from "../../host/host.ts";

/** Signs of a container that we run in, each by itself no proof; the surest first. */
const files: readonly (readonly [path: string, kind: string])[] = [
  ["/.singularity.d", "Apptainer or Singularity (/.singularity.d is there)"],
  ["/.dockerenv", "Docker (/.dockerenv is there)"],
  ["/run/.containerenv", "Podman (/run/.containerenv is there)"],
];

const variables: readonly (readonly [name: string, kind: string])[] = [
  ["APPTAINER_CONTAINER", "Apptainer (APPTAINER_CONTAINER is set)"],
  ["SINGULARITY_CONTAINER", "Singularity (SINGULARITY_CONTAINER is set)"],
  ["KUBERNETES_SERVICE_HOST", "Kubernetes (KUBERNETES_SERVICE_HOST is set)"],
];

/** The container that we ourselves seem to run in; null when nothing says so. Chooses advice, decides nothing. */
export async function insideContainer(host: Host): Promise<string | null> {
  const variable = variables.find(([name]) => (host.env[name] ?? "") !== "");
  if (variable !== undefined) return variable[1];
  for (const [path, kind] of files) if ((await host.stat(path)).ok) return kind;
  const first = await host.readText("/proc/1/comm", 256);
  return first.ok && first.value.trim() === "appinit" ? "Apptainer (process 1 is appinit)" : null;
}
