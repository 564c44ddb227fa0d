import { err, ok, type Result } from "../../model/result.ts";
import { describeRefusal } from "../refusal.ts";
import { type HttpUrl, readUrl } from "../url.ts";
import { parseSocketAddress, type SocketAddress } from "./socket-address.ts";

/** What a client of the relay wants. */
export type RelayTarget =
  /** A file; plain http, so that the whole URL is seen. */
  | { readonly kind: "file"; readonly method: "GET" | "HEAD"; readonly url: HttpUrl }
  /** A connection for TLS between the node and the server, of which the relay sees nothing. */
  | { readonly kind: "tunnel"; readonly to: SocketAddress }
  /** Something of the edge itself. */
  | { readonly kind: "status" }
  | { readonly kind: "stop" }
  /** Whether the edge reaches somebody of the pool. */
  | { readonly kind: "reach"; readonly to: SocketAddress };

/** An HTTP status and why. */
export interface RelayRefusal {
  readonly status: 400 | 403 | 404 | 405 | 407 | 501;
  readonly why: string;
}

const refuse = (status: RelayRefusal["status"], why: string): Result<never, RelayRefusal> => err({ status, why });

/** The request line of a client, as Node hands it over. */
export function parseRelayTarget(method: string, target: string): Result<RelayTarget, RelayRefusal> {
  if (method === "CONNECT") {
    const to = parseSocketAddress(target);
    return to === null ? refuse(400, "CONNECT takes HOST:PORT") : ok({ kind: "tunnel", to });
  }
  if (target.startsWith("/")) return own(method, target);
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET, HEAD and CONNECT are relayed");
  const url = readUrl(target);
  if (!url.ok) return refuse(400, `the URL: ${describeRefusal(url.error)}`);
  if (url.value.scheme === "https") return refuse(400, "https goes through CONNECT, so that nobody reads along");
  // Servers disagree on whether these are separators, and so on which directory the file is in.
  if (/%2f|%5c|%00/iu.test(url.value.path)) return refuse(400, "the path has an encoded slash");
  // Some take what follows the semicolon for a parameter, and what is before it for the directory above.
  if (/\/(?:\.|%2e){1,2}(?:;|%3b)/iu.test(url.value.path)) return refuse(400, "the path has a segment . or ..");
  return ok({ kind: "file", method, url: url.value });
}

function own(method: string, target: string): Result<RelayTarget, RelayRefusal> {
  if (method === "GET" && target === "/status") return ok({ kind: "status" });
  if (method === "POST" && target === "/stop") return ok({ kind: "stop" });
  const to = method === "GET" && target.startsWith("/reach/") ? parseSocketAddress(target.slice(7)) : null;
  return to === null ? refuse(404, "the edge has no such thing") : ok({ kind: "reach", to });
}
