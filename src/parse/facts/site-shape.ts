import type { BrokeredAccessPoint } from "../../model/facts/access-point.ts";
import type { EdgeFacts } from "../../model/facts/edge.ts";
import type { FamilyFacts, NetworkFacts } from "../../model/facts/network.ts";
import type { CertificateFacts, DenylistFacts, LeftoverFacts, SiteFacts } from "../../model/facts/site.ts";
import type { LoadedModule, ModuleFacts, SiteTableFacts, SiteValue } from "../../model/facts/site-table.ts";
import type { StageFacts } from "../../model/facts/stage.ts";
import { failureCodeNames } from "../../model/failure.ts";
import { dictionary, list, nullable, number, object, optional, text, truth, word } from "../shape.ts";
import { unknown } from "./machine-shape.ts";

const family = object<FamilyFacts>({ defaultRoute: nullable(truth), globalAddress: nullable(truth) });

/** What the parts on the network and on the site's housekeeping must be in a facts document. */
export const network = object<NetworkFacts>({
  names: object<NetworkFacts["names"]>({
    hostname: nullable(text),
    addresses: list(text),
    problem: nullable(text),
  }),
  ipv4: family,
  ipv6: family,
  interfaces: optional(list(text)),
  endpoints: list(
    object<NetworkFacts["endpoints"][number]>({ what: text, endpoint: text, reachable: nullable(truth), why: text }),
  ),
  proxies: list(text),
  proxyAnswers: list(object<NetworkFacts["proxyAnswers"][number]>({ proxy: text, works: nullable(truth), why: text })),
  servers: list(object<NetworkFacts["servers"][number]>({ url: text, via: text, works: nullable(truth), why: text })),
});

export const accessPoint = object<BrokeredAccessPoint>({ name: text, brokers: list(text), open: nullable(truth) });

export const edge = object<EdgeFacts>({
  file: text,
  problem: text,
  name: nullable(text),
  host: nullable(text),
  expiresAt: nullable(number),
  hosts: optional(dictionary(text)),
  broker: nullable(object<NonNullable<EdgeFacts["broker"]>>({ address: text, reachable: nullable(truth), why: text })),
  relay: nullable(
    object<NonNullable<EdgeFacts["relay"]>>({ address: text, keyFile: text, works: nullable(truth), why: text }),
  ),
});

export const stage = object<StageFacts>({
  location: text,
  name: nullable(text),
  serial: nullable(number),
  settings: dictionary(text),
  steps: list(text),
  problem: nullable(
    object<NonNullable<StageFacts["problem"]>>({
      code: word(...failureCodeNames),
      subject: text,
      problem: text,
      evidence: text,
      fix: text,
    }),
  ),
});

const certificates = object<CertificateFacts>({
  path: text,
  from: text,
  exists: nullable(truth),
  authorities: number,
  lists: number,
  expired: list(object<CertificateFacts["expired"][number]>({ file: text, at: number })),
  expiredCount: number,
  unknown: list(unknown),
});

const leftovers = object<LeftoverFacts>({
  directories: list(object<LeftoverFacts["directories"][number]>({ path: text, uid: nullable(number), why: text })),
  processes: list(object<LeftoverFacts["processes"][number]>({ pid: number, name: text, why: text })),
});

export const site = object<SiteFacts>({
  complete: truth,
  accountKnown: nullable(truth),
  libc: nullable(object<NonNullable<SiteFacts["libc"]>>({ name: text, version: text })),
  certificates,
  leftovers,
  denylist: nullable(object<DenylistFacts>({ path: text, entries: list(text), problem: text })),
});

const modules = object<ModuleFacts>({
  system: nullable(text),
  modules: list(object<LoadedModule>({ name: text, loaded: truth, said: text })),
  changes: dictionary(nullable(text)),
  withheld: list(text),
  problem: text,
});

export const siteTable = optional(
  object<SiteTableFacts>({
    name: nullable(text),
    path: nullable(text),
    line: nullable(number),
    because: list(text),
    values: list(object<SiteValue>({ name: text, text, path: text, line: nullable(number), key: text })),
    tables: list(object<SiteTableFacts["tables"][number]>({ path: text, problem: text })),
    modules: nullable(modules),
  }),
);
