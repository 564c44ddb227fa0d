import { err, ok, type Result } from "../../model/result.ts";
import { type DerNode, readDer } from "./der.ts";
import { isA, isContext, oidOf, smallInteger } from "./der-values.ts";

/** The ProxyCertInfo extension: RFC 3820 §3.8, and the draft before it that Globus 3 used. */
export interface ProxyInfo {
  /** How many proxies may follow; null: any number. */
  readonly pathLength: number | null;
  readonly policy: ProxyPolicy;
  /** OID of the policy language, as written. */
  readonly language: string;
  readonly hasPolicyText: boolean;
}

/** `full` inherits all rights (impersonation); `restricted` is any language that we do not know. */
export type ProxyPolicy = "full" | "limited" | "independent" | "restricted";

export const rfcProxyInfoOid = "1.3.6.1.5.5.7.1.14";
export const draftProxyInfoOid = "1.3.6.1.4.1.3536.1.222";

const policies: Readonly<Record<string, ProxyPolicy>> = {
  "1.3.6.1.5.5.7.21.1": "full",
  "1.3.6.1.5.5.7.21.2": "independent",
  "1.3.6.1.4.1.3536.1.1.1.9": "limited",
};

/**
 * The RFC writes the path length first, as an INTEGER; the draft writes it last, as `[1]`. Either is taken under either
 * OID, because losing it would allow what the issuer forbade. The error is a phrase.
 */
export function readProxyInfo(value: Uint8Array): Result<ProxyInfo, string> {
  const read = readDer(value);
  if (!read.ok) return err(`not DER: ${read.error.problem} at byte ${read.error.offset}`);
  if (!isA(read.value, "sequence")) return err("not a SEQUENCE");
  const children = [...read.value.children];
  const lengths: DerNode[] = [];
  if (isA(children[0], "integer")) lengths.push(...children.splice(0, 1));
  const [policy, draftLength, ...rest] = children;
  if (draftLength !== undefined) {
    const inner = isContext(draftLength, 1) ? draftLength.children[0] : undefined;
    if (inner === undefined || draftLength.children.length !== 1) return err("an element that has no meaning here");
    lengths.push(inner);
  }
  if (rest.length > 0 || lengths.length > 1) return err("more elements than a path length and a policy");
  const [length] = lengths;
  const pathLength = length === undefined ? null : smallInteger(length);
  if (length !== undefined && pathLength === null) return err("a path length that is no number from 0 to 2^31");
  return readPolicy(policy, pathLength);
}

function readPolicy(node: DerNode | undefined, pathLength: number | null): Result<ProxyInfo, string> {
  const [language, text, more] = isA(node, "sequence") ? node.children : [];
  const oid = oidOf(language);
  if (oid === null || more !== undefined) return err("no readable policy");
  if (text !== undefined && !isA(text, "octet-string")) return err("a policy text that is no OCTET STRING");
  return ok({ pathLength, language: oid, policy: policies[oid] ?? "restricted", hasPolicyText: text !== undefined });
}
