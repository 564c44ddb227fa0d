// Stand-in until the container engineer's probe lands here: keep this export's name and signature.
import type { Host } from "../../host/host.ts";
import type { ContainerFacts } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";

export async function probeContainer(host: Host, _settings: Settings): Promise<ContainerFacts> {
  const asked = await host.command({ argv: ["/usr/bin/apptainer", "--version"], timeoutMs: 10_000 });
  const works = asked.ok && asked.value.status === 0;
  const version = works ? (/[0-9.]+/u.exec(asked.value.stdout)?.[0] ?? null) : null;
  return {
    tried: [{ path: "/usr/bin/apptainer", origin: "PATH", works, outcome: works ? "answers" : "no", fix: "", version }],
    working: works
      ? {
          path: "/usr/bin/apptainer",
          version,
          mode: "unprivileged",
          rung: "none",
          because: "answers",
          capabilities: {},
        }
      : null,
    inside: null,
  } as unknown as ContainerFacts;
}
