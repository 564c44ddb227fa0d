import type { Host } from "../../host/host.ts";
import type { RelayAccess } from "../../model/edge.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { isObject } from "../../parse/shape.ts";

const answerMs = 8000;
const maxBytes = 65_536;

/** One question to an edge itself, over its relay; the error is why there is no answer. */
export async function askEdge(
  host: Host,
  relay: RelayAccess,
  what: "status" | "stop",
): Promise<Result<Readonly<Record<string, unknown>>, string>> {
  const answer = await host.fetch({
    url: `http://${relay.address}/${what}`,
    method: what === "stop" ? "POST" : "GET",
    ...{ timeoutMs: answerMs, maxBytes, relay },
  });
  if (!answer.ok) return err(answer.error.what);
  const { status, headers, body } = answer.value;
  if (status !== 200) return err(headers["glidein-refused"] ?? `HTTP status ${status}`);
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return isObject(value) ? ok(value) : err("its answer is not an object");
  } catch {
    return err("its answer is not JSON");
  }
}
