import type { Host, HttpResponse, Read } from "../../host/host.ts";
import type { RelayAccess } from "../../model/edge.ts";
import type { NetworkFacts } from "../../model/facts/network.ts";
import { printable } from "../../parse/printable.ts";
import { parseHttpDate } from "../../parse/site/http-date.ts";
import { readUrl } from "../../parse/url.ts";
import { withRelay } from "./edge.ts";

/** The relay of an edge, and the file with its key. */
export interface RelayPlace {
  readonly address: string;
  readonly keyFile: string;
}

const answerMs = 4000;
const maxBytes = 65_536;
const maxServers = 16;
const maxProxies = 8;

export interface ClockReading {
  readonly skewSeconds: number | null;
  readonly skewFrom: string | null;
}

export interface WebReading extends Pick<NetworkFacts, "proxyAnswers" | "servers"> {
  readonly clock: ClockReading;
}

interface Answer {
  readonly from: string;
  readonly read: Read<HttpResponse>;
  readonly skew: number | null;
}

/**
 * Asks every web proxy that the node names for its own front page, which shows that it is a web server and alive, and
 * the servers of the settings through the first of them that answers. Their clocks come with the answers.
 */
export async function probeWeb(
  host: Host,
  input: {
    readonly proxies: readonly string[];
    readonly urls: readonly string[];
    readonly caDirectory: string | null;
    readonly relay?: RelayPlace | null;
  },
): Promise<WebReading> {
  const relay = input.relay ?? null;
  const proxied = await Promise.all(
    input.proxies.slice(0, maxProxies).map(async (proxy) => ({ proxy, answer: await askProxy(host, proxy) })),
  );
  const working = proxied.find(({ answer }) => answer?.read.ok === true)?.proxy ?? null;
  const servers = await Promise.all(
    input.urls.slice(0, maxServers).map(async (url) => ({
      url,
      answer:
        working !== null || relay === null
          ? await askServer(host, url, working, input.caDirectory)
          : await askThrough(host, url, relay, input.caDirectory),
    })),
  );
  const answers = [...servers.map(({ answer }) => answer), ...proxied.map(({ answer }) => answer)];
  const timed = answers.find((answer) => typeof answer === "object" && answer?.skew !== null);
  return {
    proxyAnswers: proxied.map(({ proxy, answer }) => ({ proxy, ...proxyOutcome(answer) })),
    servers: servers.map(({ url, answer }) => ({
      via: working ?? (relay === null ? "direct" : `edge ${relay.address}`),
      ...serverOutcome(url, answer),
    })),
    clock:
      typeof timed === "object" && timed !== null
        ? { skewSeconds: timed.skew, skewFrom: timed.from }
        : { skewSeconds: null, skewFrom: null },
  };
}

async function askProxy(host: Host, proxy: string): Promise<Answer | null> {
  const url = readUrl(/^https?:\/\//iu.test(proxy) ? proxy : `http://${proxy}`);
  if (!url.ok) return null;
  return ask(host, `${url.value.scheme}://${url.value.host}:${url.value.port}/`, proxy, {});
}

async function askServer(
  host: Host,
  text: string,
  proxy: string | null,
  caDirectory: string | null,
): Promise<Answer | string> {
  const url = readUrl(text.replace(/#.*$/su, ""));
  if (!url.ok) return `${url.error.problem}; expected ${url.error.expected}`;
  return ask(host, url.value.text, url.value.display, {
    ...(proxy === null ? {} : { proxy }),
    ...(caDirectory === null || url.value.scheme === "http" ? {} : { caDirectory }),
  });
}

/** Through the relay of an edge, which may refuse. */
function askThrough(host: Host, text: string, relay: RelayPlace, caDirectory: string | null): Promise<Answer | string> {
  return withRelay(host, relay, `web ${text}`, async (live, access) => {
    if (!access.ok) return `${relay.keyFile}: ${access.error.what}`;
    const url = readUrl(text.replace(/#.*$/su, ""));
    if (!url.ok) return `${url.error.problem}; expected ${url.error.expected}`;
    const answer = await ask(live, url.value.text, url.value.display, {
      relay: access.value,
      ...(caDirectory === null || url.value.scheme === "http" ? {} : { caDirectory }),
    });
    const refused = answer.read.ok ? answer.read.value.headers["glidein-refused"] : undefined;
    return refused === undefined ? answer : `the edge refuses: ${refused}`;
  });
}

async function ask(
  host: Host,
  url: string,
  from: string,
  more: { readonly proxy?: string; readonly relay?: RelayAccess; readonly caDirectory?: string },
): Promise<Answer> {
  const before = host.now();
  const read = await host.fetch({ url, method: "HEAD", timeoutMs: answerMs, maxBytes, redirects: 2, ...more });
  const after = host.now();
  const date = read.ok ? parseHttpDate(read.value.headers["date"] ?? "") : null;
  // A clock that stands still was set by hand and says nothing about the node's. A Date has whole seconds.
  const skew = date === null || after === before ? null : Math.round((before + after) / 2 - date - 0.5);
  return { from, read, skew };
}

type Outcome = { readonly works: boolean | null; readonly why: string };

/** Any answer will do: a proxy that is asked for itself says 400. */
function proxyOutcome(answer: Answer | null): Outcome {
  if (answer === null) return { works: false, why: "it is not the address of a web proxy" };
  return answer.read.ok ? { works: true, why: "" } : failed(answer.read.error);
}

function serverOutcome(url: string, answer: Answer | string): Outcome & { readonly url: string } {
  const shown = readUrl(url.replace(/#.*$/su, ""));
  const name = shown.ok
    ? shown.value.display
    : printable(url.replace(/\/\/[^/@]*@/u, "//").replace(/[?#].*$/su, ""), 200);
  if (typeof answer === "string") return { url: name, works: false, why: answer };
  if (!answer.read.ok) return { url: name, ...failed(answer.read.error) };
  const { status } = answer.read.value;
  // A server that refuses HEAD, or wants a token, is there; one behind a proxy that is not is a 502 to 504.
  const works = status < 400 || [401, 403, 405, 501].includes(status);
  return { url: name, works, why: works ? "" : `HTTP status ${status}` };
}

const failed = (error: { readonly code: string; readonly what: string }): Outcome => ({
  works: error.code === "not-recorded" ? null : false,
  why: error.what,
});
