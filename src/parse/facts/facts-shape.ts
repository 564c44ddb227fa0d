import {
  type FeatureFact,
  type FeatureHint,
  type FeatureId,
  type FeatureLocations,
  featureNames,
} from "../../model/facts/features.ts";
import type { Facts } from "../../model/facts.ts";
import { lastInstant } from "../../model/instant.ts";
import {
  dictionary,
  either,
  isObject,
  list,
  nullable,
  number,
  object,
  optional,
  type Shape,
  text,
  truth,
  word,
} from "../shape.ts";
import { batch } from "./batch-shape.ts";
import { cpus, gpus, memory, storage, system } from "./machine-shape.ts";
import { accessPoint, edge, network, site, siteTable, stage } from "./site-shape.ts";
import { condor, container, credential, cvmfs, hiding } from "./software-shape.ts";

const status = word("ok", "missing", "invalid", "stale", "unavailable");
const featureKeys = {
  status,
  value: nullable(either(number, text)),
  raw: nullable(text),
  reason: text,
  staleSince: optional(number),
};
const feature = object<FeatureFact>(featureKeys);

/** Every key of the note, so that a document that was cut is noticed. */
const features: Shape<Facts["features"]> = (value, place) => {
  if (!isObject(value)) return { place, expected: "an object" };
  const missing = featureNames.find(({ id }) => !Object.hasOwn(value, id));
  if (missing !== undefined) return { place: `${place}.${missing.id}`, expected: "there" };
  return dictionary(feature)(value, place);
};

const id: Shape<FeatureId> = word(...featureNames.map((name) => name.id));
const location = nullable(
  object<NonNullable<FeatureLocations["machine"]>>({ location: text, usable: truth, reason: text }),
);

const instant: Shape<number> = (value, place) =>
  typeof value === "number" && value >= 0 && value <= lastInstant ? null : { place, expected: "seconds since 1970" };

/** What a facts document must be: exactly the type, so that one that was edited or cut is refused at its place. */
export const factsShape = object<Facts>({
  schema: word("glidein.facts/1"),
  clock: object<Facts["clock"]>({
    now: instant,
    bootTime: nullable(number),
    skewSeconds: nullable(number),
    skewFrom: nullable(text),
  }),
  draw: number,
  choice: number,
  system,
  features,
  featureLocations: object<FeatureLocations>({ machine: location, job: location }),
  featureHints: list(object<FeatureHint>({ ...featureKeys, scope: word("machine", "job"), key: text, hintFor: id })),
  cpus,
  memory,
  storage,
  gpus,
  batch,
  container,
  edge: optional(edge),
  hiding: optional(hiding),
  accessPoints: optional(list(accessPoint)),
  credentials: list(credential),
  cvmfs,
  network,
  site,
  siteTable,
  stage: optional(stage),
  user: object<Facts["user"]>({ uid: nullable(number), gid: nullable(number), name: nullable(text) }),
  condor,
});
