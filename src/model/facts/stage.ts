import type { Failure } from "../failure.ts";

/** The staging area of our own format that the settings name, as far as its manifest tells of it. */
export interface StageFacts {
  /** Without what may be a secret in it. */
  readonly location: string;
  /** What the manifest is called; null: there is none that is believed. */
  readonly name: string | null;
  readonly serial: number | null;
  /** Settings of the manifest, HTCondor for this node among them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Programs of it that a run starts before it plans; what they set is not known until then. */
  readonly steps: readonly string[];
  /** Why a run would not use it; null: it would. */
  readonly problem: (Pick<Failure, "code" | "subject" | "problem" | "fix"> & { readonly evidence: string }) | null;
}
