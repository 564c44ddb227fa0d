import { withoutCredentials } from "../../decide/hiding/without-credentials.ts";
import type { Host } from "../../host/host.ts";
import type { BrokeredAccessPoint } from "../../model/facts/access-point.ts";
import { brokersOf } from "../../parse/brokers.ts";
import { printable } from "../../parse/printable.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const queryMs = 20_000;
const pingMs = 10_000;
const mostBrokers = 16;
const isBrokered = 'regexp("CCBID=", MyAddress)';
const asNobody = Object.fromEntries(Object.entries(withoutCredentials).map(([knob, value]) => [`TOOL.${knob}`, value]));

/**
 * The access points that are reached by a broker alone, and whether their brokers let in a starter without credentials: the
 * collector is asked with our own, and each broker without. Null when the collector does not say.
 */
export async function askAccessPoints(
  host: Host,
  condor: CondorInstallation,
): Promise<readonly BrokeredAccessPoint[] | null> {
  const query = ["-schedd", "-constraint", isBrokered, "-af:t", "Name", "MyAddress"];
  const asked = await condorTool(host, condor, "condor_status", query, queryMs);
  if (!asked.ok || asked.value.status !== 0) return null;
  const points = asked.value.stdout.split("\n").flatMap((line) => {
    const [name = "", address = ""] = line.split("\t");
    const brokers = brokersOf(address);
    return brokers.length === 0 ? [] : [{ name: printable(name), brokers }];
  });
  const brokers = [...new Set(points.flatMap((point) => point.brokers))].slice(0, mostBrokers);
  const answers = new Map(
    await Promise.all(brokers.map(async (broker) => [broker, await isOpen(host, condor, broker)] as const)),
  );
  return points.map((point) => {
    const said = point.brokers.map((broker) => answers.get(broker) ?? null);
    return { ...point, open: said.includes(true) || (said.includes(false) ? false : null) };
  });
}

/** A broker is called with READ. Null: it does not answer, so it leads nobody anywhere, whatever he has. */
async function isOpen(host: Host, condor: CondorInstallation, broker: string): Promise<boolean | null> {
  const ping = ["-addr", `<${broker}>`, "-verbose", "READ"];
  const asked = await condorTool(host, condor, "condor_ping", ping, pingMs, asNobody);
  if (!asked.ok || asked.value.timedOut) return null;
  const { status, stdout, stderr } = asked.value;
  if (status === 0 && /^Authorized:\s*TRUE$/mu.test(stdout)) return true;
  return /\b(?:AUTHENTICATE:[0-9]+|DENIED|Authorized:\s*FALSE)/u.test(`${stderr}\n${stdout}`) ? false : null;
}
