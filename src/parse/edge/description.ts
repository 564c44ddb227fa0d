import type { EdgeDescription } from "../../model/edge.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { dictionary, fitted, list, number, object, text, word } from "../shape.ts";
import { parseListenAddress } from "./listen-address.ts";
import { parseSocketAddress } from "./socket-address.ts";

const shape = object<EdgeDescription>({
  schema: word("glidein.edge/1"),
  name: text,
  host: text,
  startedAt: number,
  expiresAt: number,
  broker: object({ address: text, tokenFile: text, trustDomain: text }),
  hosts: dictionary(list(text)),
  relay: object({ address: text, keyFile: text }),
});

const expected = "the whole file edge.json of `glidein edge start`";

/** `glidein.edge/1`; a description with an address or a name that cannot be one is refused. */
export function parseEdgeDescription(content: string): Result<EdgeDescription, Refusal> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return err(refusal("", "not JSON", expected));
  }
  const read = fitted(shape, value);
  if (!read.ok) return err(refusal(read.error.place, "missing or of another type", read.error.expected));
  const { name, broker, relay } = read.value;
  if (!/^[A-Za-z0-9._-]{1,64}$/u.test(name))
    return err(refusal("name", "not a name", "letters, digits, '.', '_', '-'"));
  for (const [place, address] of [
    ["broker.address", broker.address],
    ["relay.address", relay.address],
  ] as const)
    if (parseSocketAddress(address) === null) return err(refusal(place, "not an address", "ADDRESS:PORT"));
  for (const [place, file] of [
    ["broker.tokenFile", broker.tokenFile],
    ["relay.keyFile", relay.keyFile],
  ] as const)
    if (file === "" || /[\0\n]/u.test(file)) return err(refusal(place, "not a path", "the path of a file"));
  const stray = Object.entries(read.value.hosts).find(([, all]) => all.some((one) => parseListenAddress(one) === null));
  if (stray !== undefined) return err(refusal(`hosts.${stray[0]}`, "not an address", "numeric addresses"));
  return ok(read.value);
}

export const writeEdgeDescription = (description: EdgeDescription): string =>
  `${JSON.stringify(description, null, 2)}\n`;
