import type { Host, Read } from "../../host/host.ts";
import type { EdgeDescription, RelayAccess } from "../../model/edge.ts";
import type { EdgeFacts } from "../../model/facts/edge.ts";
import { err, ok } from "../../model/result.ts";
import { parseEdgeDescription } from "../../parse/edge/description.ts";
import { isRelayKey } from "../../parse/edge/relay-proof.ts";
import { parseSocketAddress } from "../../parse/edge/socket-address.ts";
import { describeRefusal } from "../../parse/refusal.ts";

const connectMs = 4000;
const answerMs = 8000;
const maxBytes = 65_536;
const maxHosts = 64;
const lookUpMs = 4000;

/** The description of an edge, its files as absolute paths; the error is why it cannot be used. */
export async function readEdge(host: Host, file: string): Promise<Read<EdgeDescription>> {
  const read = await host.readText(file);
  if (!read.ok) return read;
  const parsed = parseEdgeDescription(read.value);
  if (!parsed.ok) return err({ code: "io", what: describeRefusal(parsed.error) });
  const { broker, relay } = parsed.value;
  return ok({
    ...parsed.value,
    broker: { ...broker, tokenFile: beside(file, broker.tokenFile) },
    relay: { ...relay, keyFile: beside(file, relay.keyFile) },
  });
}

const beside = (file: string, name: string): string =>
  name.startsWith("/") ? name : `${file.replace(/[^/]*$/u, "")}${name}`;

/** What nodes prove to the relay that they know. */
export async function readRelayKey(host: Host, keyFile: string): Promise<Read<string>> {
  const read = await host.readText(keyFile);
  if (!read.ok) return read;
  const key = read.value.trim();
  return isRelayKey(key) ? ok(key) : err({ code: "io", what: "it is not the whole key of an edge" });
}

/** Does something with the relay's key; what comes back is public. */
export const withRelay = <T>(
  host: Host,
  { address, keyFile }: { readonly address: string; readonly keyFile: string },
  key: string,
  observe: (live: Host, relay: Read<RelayAccess>) => Promise<T>,
): Promise<T> =>
  host.secret(`edge ${address} ${key}`, async (live) => {
    const key = await readRelayKey(live, keyFile);
    return observe(live, key.ok ? ok({ address, key: key.value }) : key);
  });

/** Whether the edge that the settings name is there, and knows us. */
export async function probeEdge(host: Host, file: string): Promise<EdgeFacts> {
  const read = await readEdge(host, file);
  if (!read.ok)
    return { file, problem: read.error.what, name: null, host: null, expiresAt: null, broker: null, relay: null };
  const { name, host: where, expiresAt, hosts, broker, relay } = read.value;
  const to = parseSocketAddress(broker.address) ?? { host: broker.address, port: 0 };
  const [unknownHosts, connected, answered] = await Promise.all([
    hostsUnknownHere(host, hosts),
    host.connect(to.host, to.port, connectMs),
    withRelay(host, relay, "status", async (live, access) => {
      if (!access.ok) return { works: false, why: `${relay.keyFile}: ${access.error.what}` };
      const url = `http://${relay.address}/status`;
      return outcome(await live.fetch({ url, timeoutMs: answerMs, maxBytes, relay: access.value }));
    }),
  ]);
  const unknown = !connected.ok && connected.error.code === "not-recorded";
  return {
    ...{ file, problem: "", name, host: where, expiresAt, hosts: unknownHosts },
    broker: {
      address: broker.address,
      reachable: unknown ? null : connected.ok,
      why: connected.ok ? "" : connected.error.what,
    },
    relay: { address: relay.address, keyFile: relay.keyFile, ...answered },
  };
}

/** A node without a way out often has no name server that knows others than its neighbours. */
async function hostsUnknownHere(
  host: Host,
  hosts: EdgeDescription["hosts"],
): Promise<Readonly<Record<string, string>>> {
  const asked = await Promise.all(
    Object.entries(hosts)
      .slice(0, maxHosts)
      .map(async ([name, [address]]) => ({ name, address, read: await host.resolve(name, lookUpMs) })),
  );
  return Object.fromEntries(
    asked.flatMap(({ name, address, read }) =>
      read.ok || read.error.code === "not-recorded" || address === undefined ? [] : [[name, address] as const],
    ),
  );
}

function outcome(answer: Awaited<ReturnType<Host["fetch"]>>): { readonly works: boolean | null; readonly why: string } {
  if (!answer.ok) return { works: answer.error.code === "not-recorded" ? null : false, why: answer.error.what };
  const { status, headers } = answer.value;
  return status === 200
    ? { works: true, why: "" }
    : { works: false, why: headers["glidein-refused"] ?? `HTTP status ${status}` };
}

/** A TCP connection that the edge makes for us, to see whether it can. */
export function reachThrough(
  host: Host,
  relay: { readonly address: string; readonly keyFile: string },
  target: string,
): Promise<{ readonly reachable: boolean | null; readonly why: string }> {
  return withRelay(host, relay, `reach ${target}`, async (live, access) => {
    if (!access.ok) return { reachable: false, why: access.error.what };
    const url = `http://${relay.address}/reach/${target}`;
    const answer = await live.fetch({ url, timeoutMs: answerMs, maxBytes, relay: access.value });
    if (!answer.ok)
      return { reachable: answer.error.code === "not-recorded" ? null : false, why: `edge: ${answer.error.what}` };
    const { status, headers, body } = answer.value;
    if (status !== 200)
      return { reachable: false, why: `edge: ${headers["glidein-refused"] ?? `HTTP status ${status}`}` };
    const said = new TextDecoder().decode(body);
    const why = /"why":"([^"\\]{0,200})"/u.exec(said)?.[1] ?? "";
    return { reachable: said.includes('"reachable":true'), why: why === "" ? "" : `from the edge: ${why}` };
  });
}
