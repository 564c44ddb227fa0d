import type { CommandResult, Host, Read } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const pingMs = 20_000;
const connectMs = 10_000;

/** What one collector says to us. */
type Answer =
  | { readonly kind: "accepts"; readonly identity: string | null }
  /** It is a collector, and does not let us in. */
  | { readonly kind: "refuses"; readonly said: string }
  | { readonly kind: "silent"; readonly why: string; readonly said: string };

/**
 * Whether the pool lets us advertise, asked of every collector at once with our own credential; one that does is enough.
 * The value is who we are to it.
 */
export async function askPool(
  host: Host,
  condor: CondorInstallation,
  collectors: readonly string[],
): Promise<Result<string | null, Failure>> {
  const answers = await Promise.all(collectors.map((collector) => askCollector(host, condor, collector)));
  const accepting = answers.find((answer) => answer.kind === "accepts");
  if (accepting?.kind === "accepts") return ok(accepting.identity);
  const refusing = answers.find((answer) => answer.kind === "refuses");
  if (refusing?.kind === "refuses")
    return err(
      failure(
        "CREDENTIAL_REFUSED",
        collectors.join(", "),
        "the pool does not let this glidein advertise itself",
        "Give a token that this pool issued, that is not expired, with the authorizations ADVERTISE_STARTD, ADVERTISE_MASTER and READ.",
        { detail: refusing.said },
      ),
    );
  const silent = answers.flatMap((answer) => (answer.kind === "silent" ? [answer] : []));
  return err(
    failure(
      "COLLECTOR_UNREACHABLE",
      collectors.join(", "),
      `no collector can be reached: ${silent.map(({ why }) => why).join("; ")}`,
      "Check the address of the pool, and that the node may open outbound TCP connections to it (firewall, NAT).",
      { detail: silent.map(({ said }) => said).join("\n") },
    ),
  );
}

async function askCollector(host: Host, condor: CondorInstallation, collector: string): Promise<Answer> {
  const [connected, ping] = await Promise.all([
    connect(host, collector),
    condorTool(host, condor, "condor_ping", ["-type", "collector", "-verbose", "ADVERTISE_STARTD"], pingMs, {
      COLLECTOR_HOST: collector,
    }),
  ]);
  const said = saidBy(ping);
  if (ping.ok && ping.value.status === 0 && /^Authorized:\s*TRUE$/mu.test(ping.value.stdout))
    return { kind: "accepts", identity: /^Remote Mapping:\s*(\S+)/mu.exec(ping.value.stdout)?.[1] ?? null };
  // An answer to the question who we are comes only from HTCondor; a web server or a proxy breaks off before.
  if (/\b(?:AUTHENTICATE:[0-9]+|DENIED|Authorized:\s*FALSE)/u.test(said)) return { kind: "refuses", said };
  if (!connected.ok && connected.error.code !== "not-recorded")
    return { kind: "silent", why: `${collector}: ${connected.error.what}`, said };
  const seen = connected.ok ? "accepts connections and " : "";
  const why =
    ping.ok && ping.value.timedOut
      ? `${seen}does not answer within ${pingMs / 1000} s`
      : `${seen}does not answer as a collector does`;
  return { kind: "silent", why: `${collector} ${why}`, said };
}

function connect(host: Host, collector: string): Promise<Read<number>> {
  const [, name, port] = /^(.*?)(?::([0-9]+))?$/u.exec(collector.replace(/\?.*$/u, "")) ?? [];
  return host.connect((name ?? "").replace(/^\[(.*)\]$/u, "$1"), Number(port ?? 9618), connectMs);
}

function saidBy(result: Read<CommandResult>): string {
  if (!result.ok) return result.error.what;
  const text = `${result.value.stderr}\n${result.value.stdout}`.trim();
  return redactSecrets(result.value.timedOut ? `condor_ping timed out; ${text}` : text).slice(0, 800);
}
