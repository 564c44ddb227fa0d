import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { parseEndpoints } from "../../parse/collectors.ts";
import { parseListenAddress } from "../../parse/edge/listen-address.ts";
import { type PoolTarget, parsePoolTarget } from "../../parse/edge/pool-target.ts";
import { readUrl } from "../../parse/url.ts";
import { type RelayPolicy, readRelayUrls } from "./relay-policy.ts";

export interface EdgePlan {
  /** Without brackets. */
  readonly address: string;
  /** Broker and relay; null: to be drawn, or as they were. */
  readonly ports: { readonly broker: number; readonly relay: number } | null;
  /** Whom daemons may be connected with; names are to be looked up, because HTCondor asks by address. */
  readonly targets: readonly PoolTarget[];
  readonly files: RelayPolicy["files"];
  readonly warnings: readonly { readonly message: string; readonly fix: string }[];
}

const bad = (name: string, problem: string, fix: string, expected: string): Result<never, Failure> =>
  err(failure("SETTING_INVALID", name, problem, fix, { expected }));

/**
 * What an edge with these settings does. `addresses`: those of this host, but for loopback; `before`: where it was, when it
 * ran already.
 */
export function decideEdge(
  settings: Settings,
  addresses: readonly string[],
  before: string | null,
): Result<EdgePlan, Failure> {
  const address = listenAddress(settings.GLIDEIN_Edge_Listen.value ?? before, addresses);
  if (!address.ok) return address;
  const ports = portsOf(settings.GLIDEIN_Edge_Ports.value);
  if (!ports.ok) return ports;
  const targets = targetsOf(settings);
  if (!targets.ok) return targets;
  const files = readRelayUrls([...settings.GLIDEIN_Edge_Relay.value, ...stageDirectory(settings)]);
  if (!files.ok) return files;
  const named = settings.GLIDEIN_Edge_Reach.value.length + settings.GLIDEIN_Schedds.value.length;
  return ok({
    address: address.value,
    ports: ports.value,
    targets: targets.value,
    files: files.value,
    warnings: [
      ...(named === 0
        ? [
            {
              message: "no access point is named: jobs start only from one that is on a host of the pool's collectors",
              fix: "Name the access points, or their network: --reach ap.example.org.",
            },
          ]
        : []),
      ...(files.value.length === 0
        ? [
            {
              message: "no staging area is named: the relay fetches nothing for the nodes",
              fix: "Name what they fetch, if they fetch anything: --relay https://stage.example.org/.",
            },
          ]
        : []),
    ],
  });
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

function listenAddress(given: string | null, addresses: readonly string[]): Result<string, Failure> {
  const fix = "Give --listen the address of this host at which the nodes reach it.";
  const here = addresses.length === 0 ? "no address but loopback" : addresses.join(", ");
  if (given === null) {
    const usual = addresses.filter((one) => !one.includes(":"));
    const [only, ...others] = usual.length === 0 ? addresses : usual;
    if (only !== undefined && others.length === 0) return ok(only);
    return bad("GLIDEIN_Edge_Listen", `this host has ${here}`, fix, "one of them");
  }
  const address = parseListenAddress(given);
  if (address === null)
    return bad("GLIDEIN_Edge_Listen", `${shown(given)} is not a numeric address`, fix, `for example one of ${here}`);
  return ok(address);
}

function portsOf(words: readonly string[]): Result<EdgePlan["ports"], Failure> {
  if (words.length === 0) return ok(null);
  const [broker = 0, relay = 0] = words.map((word) => (/^[1-9][0-9]{0,4}$/u.test(word) ? Number(word) : 0));
  const fit = [broker, relay].every((port) => port >= 1 && port <= 65_535) && broker !== relay && words.length === 2;
  return fit
    ? ok({ broker, relay })
    : bad(
        "GLIDEIN_Edge_Ports",
        `${shown(words.join(","))} is not two different ports`,
        "Correct --ports.",
        "for example 9700,9701",
      );
}

function targetsOf(settings: Settings): Result<readonly PoolTarget[], Failure> {
  const targets: PoolTarget[] = [];
  for (const word of settings.GLIDEIN_Edge_Reach.value) {
    const target = parsePoolTarget(word);
    if (target === null)
      return bad(
        "GLIDEIN_Edge_Reach",
        `${shown(word)} is neither a host nor a network`,
        "Correct --reach.",
        "for example ap.example.org, 192.0.2.7 or 192.0.2.0/24",
      );
    targets.push(target);
  }
  for (const [name, texts] of [
    ["GLIDEIN_Collector", [settings.GLIDEIN_Collector.value ?? ""]],
    ["GLIDEIN_CCB", [settings.GLIDEIN_CCB.value ?? ""]],
    ["GLIDEIN_Schedds", settings.GLIDEIN_Schedds.value],
  ] as const)
    for (const text of texts.filter((one) => one.trim() !== "")) {
      const groups = parseEndpoints(text);
      if (!groups.ok) return bad(name, groups.error.problem, `Correct ${name}.`, "HOST[:PORT]");
      for (const { host } of groups.value.flat())
        targets.push({ kind: "host", host: host.replace(/^\[(.*)\]$/u, "$1") });
    }
  if (targets.length === 0)
    return err(
      failure(
        "POOL_MISSING",
        "GLIDEIN_Collector",
        "an edge connects to nobody when no pool is named",
        "Name the pool's collector, and the access points: --pool cm.example.org --reach ap.example.org.",
      ),
    );
  return ok(targets);
}

/** Everything beside the manifest belongs to it. */
function stageDirectory(settings: Settings): readonly string[] {
  const url = readUrl(settings.GLIDEIN_Stage.value ?? "");
  return url.ok
    ? [`${url.value.scheme}://${url.value.host}:${url.value.port}${url.value.path.replace(/[^/]*$/u, "")}`]
    : [];
}
