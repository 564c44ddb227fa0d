import type {
  ContainerAttempt,
  ContainerBind,
  ContainerCandidate,
  ContainerCapability,
  ContainerFacts,
  ContainerImage,
  WorkingContainer,
} from "../../model/facts/container.ts";
import type {
  CredentialFact,
  CredentialLimit,
  CredentialProblem,
  CredentialReading,
} from "../../model/facts/credential.ts";
import type { HidingFacts } from "../../model/facts/hiding.ts";
import type { CvmfsHealth, Facts } from "../../model/facts.ts";
import { anything, dictionary, list, nullable, number, object, optional, text, truth, word } from "../shape.ts";

/** What the parts on containers, credentials, CVMFS and HTCondor must be in a facts document. */
const candidate = object<ContainerCandidate>({
  path: text,
  origin: text,
  works: truth,
  outcome: text,
  fix: text,
  version: nullable(text),
  attempts: list(object<ContainerAttempt>({ rung: text, works: truth, said: text })),
});

const working = object<WorkingContainer>({
  path: text,
  version: nullable(text),
  fullVersion: nullable(text),
  mode: word("privileged", "unprivileged"),
  kind: word("setuid", "root", "user-namespace", "root-in-namespace", "fakeroot", "unknown"),
  rung: text,
  flags: list(text),
  pidNamespace: truth,
  because: text,
  capabilities: dictionary(object<ContainerCapability>({ works: nullable(truth), why: text })),
});

const image = object<ContainerImage>({
  platform: text,
  image: text,
  path: text,
  kind: nullable(word("directory", "file", "remote")),
  inCvmfs: truth,
  runs: nullable(truth),
  problem: text,
  fix: text,
  shell: nullable(truth),
});

const bind = object<ContainerBind>({
  source: text,
  target: text,
  options: text,
  from: text,
  exists: nullable(truth),
  why: text,
});

export const container = object<ContainerFacts>({
  tried: list(candidate),
  working: nullable(working),
  inside: nullable(text),
  images: list(image),
  binds: list(bind),
});

const limit = object<CredentialLimit>({ what: text, at: number, part: word("certificate", "voms", "token") });
const reading: { readonly [K in keyof CredentialReading]-?: Parameters<typeof object<CredentialReading>>[0][K] } = {
  kind: word("x509-proxy", "scitoken", "idtoken"),
  expiresAt: nullable(number),
  notBefore: nullable(number),
  limits: list(limit),
  starts: list(limit),
  subject: nullable(text),
  issuer: nullable(text),
  fingerprint: nullable(text),
  details: dictionary(anything),
  problems: list(
    object<CredentialProblem>({
      code: text,
      severity: word("error", "warning", "info"),
      message: text,
      fix: text,
    }),
  ),
};

export const credential = object<CredentialFact>({
  ...reading,
  path: text,
  from: text,
  standing: word("given", "ambient", "job", "edge"),
});

type Repository = Facts["cvmfs"]["repositories"][number];

const health = object<CvmfsHealth>({
  ioErrors: nullable(number),
  lastIoErrorAt: nullable(number),
  usedFiles: nullable(number),
  maxFiles: nullable(number),
  cacheMiB: nullable(number),
  expiresMinutes: nullable(number),
});

export const cvmfs = object<Facts["cvmfs"]>({
  repositories: list(
    object<Repository>({
      name: text,
      mounted: nullable(truth),
      revision: nullable(number),
      problem: text,
      health: optional(nullable(health)),
    }),
  ),
});

export const condor = object<Facts["condor"]>({
  tree: nullable(text),
  gpus: optional(nullable(number)),
  version: nullable(text),
  from: text,
  problem: text,
  configuration: optional(object<NonNullable<Facts["condor"]["configuration"]>>({ accepted: truth, said: text })),
});

export const hiding = object<HidingFacts>({
  works: nullable(truth),
  said: text,
  containers: nullable(truth),
  starter: optional(
    object<NonNullable<HidingFacts["starter"]>>({
      works: nullable(truth),
      said: text,
      containers: nullable(truth),
    }),
  ),
  otherProc: list(text),
});
