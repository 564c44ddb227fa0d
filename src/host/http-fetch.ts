import type { Dispatcher } from "undici";
import { err, ok } from "../model/result.ts";
import { giveUp } from "./give-up.ts";
import type { HttpRequest, HttpResponse, Read } from "./host.ts";
import { systemCode } from "./read-failure.ts";
import { webDispatcher } from "./web-dispatcher.ts";

/** One GET or HEAD with a deadline for everything and a bound on the body. */
export async function httpFetch(request: HttpRequest): Promise<Read<HttpResponse>> {
  const { request: send } = await import("undici");
  const signal = AbortSignal.timeout(request.timeoutMs);
  const { relay, proxy, caDirectory, timeoutMs: stallMs } = request;
  const https = request.url.startsWith("https:");
  let dispatcher: Dispatcher;
  try {
    dispatcher = await webDispatcher({ relay, proxy, caDirectory, stallMs, https });
  } catch (error) {
    return err({ code: "io", what: `the web proxy cannot be used: ${describe(error)}` });
  }
  try {
    return await giveUp(follow(send, dispatcher, request, signal), signal);
  } catch (error) {
    if (signal.aborted)
      return err({ code: "timeout", what: `no complete answer within ${request.timeoutMs / 1000} s` });
    return err({ code: systemCode(error)?.includes("TIMEOUT") === true ? "timeout" : "io", what: describe(error) });
  } finally {
    // Not awaited: destroying a dispatcher whose peer is gone can take as long as the peer wants.
    void dispatcher.destroy().catch(() => undefined);
  }
}

type Send = (
  url: string,
  options: {
    dispatcher: Dispatcher;
    method: "GET" | "HEAD" | "POST";
    signal: AbortSignal;
    headers: Record<string, string>;
  },
) => Promise<Dispatcher.ResponseData>;

async function follow(
  send: Send,
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Read<HttpResponse>> {
  let url = request.url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await send(url, {
      dispatcher,
      method: request.method ?? "GET",
      signal,
      headers: { accept: "*/*", "user-agent": "glidein" },
    });
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    );
    const location = headers["location"];
    if (response.statusCode >= 300 && response.statusCode < 400 && location !== undefined) {
      const next = redirectTarget(url, location);
      if (next === null)
        return err({ code: "io", what: "redirected to another host or scheme, which is not followed" });
      if (redirects >= (request.redirects ?? 0))
        return err({ code: "io", what: `more than ${request.redirects ?? 0} redirects` });
      await response.body.dump();
      url = next;
      continue;
    }
    const body = await readBody(response.body, request.maxBytes, response.statusCode !== 200);
    return body === null
      ? err({ code: "too-large", what: `the answer is larger than ${request.maxBytes} bytes` })
      : ok({ status: response.statusCode, headers, body });
  }
}

function redirectTarget(from: string, location: string): string | null {
  if (!URL.canParse(location, from)) return null;
  const target = new URL(location, from);
  return target.origin === new URL(from).origin && target.username === "" && target.password === ""
    ? target.href
    : null;
}

/** null when it is too large; the page that comes with an error status says enough when it is cut. */
async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number, cut: boolean): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) {
      if (cut) break;
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describe(error: unknown): string {
  const code = systemCode(error);
  if (code !== null) return code;
  return error instanceof Error ? error.message.slice(0, 200) : "unknown error";
}
