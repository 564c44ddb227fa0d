import { err, ok, type Result } from "../../model/result.ts";
import type { Ad } from "../classad/ad.ts";
import { evaluated } from "../classad/evaluate.ts";
import type { ReadValue } from "../classad/literal.ts";
import { quoted } from "./quoted.ts";

/** What is taken from a slot's two ads. The job ad also has the job's environment, which is nobody's business. */
export const jobAttributes = [
  "ClusterId",
  "ProcId",
  "GlobalJobId",
  "CpusProvisioned",
  "RequestCpus",
  "MemoryProvisioned",
  "RequestMemory",
  "DiskProvisioned",
  "RequestDisk",
  "GPUsProvisioned",
  "RequestGPUs",
  "AllowedJobDuration",
  "AllowedExecuteDuration",
  "BatchRuntime",
  "maxWallTime",
  "JobCurrentStartDate",
  "JobCurrentStartExecutingDate",
  "NumJobStarts",
  "KillSig",
  "JobMaxVacateTime",
  "AcctGroup",
  "AccountingGroup",
] as const;
export const machineAttributes = [
  "Name",
  "Machine",
  "Cpus",
  "Memory",
  "Disk",
  "GPUs",
  "AssignedGPUs",
  "MachineMaxVacateTime",
  "GLIDEIN_ToDie",
] as const;

export type JobAttribute = (typeof jobAttributes)[number];
export type MachineAttribute = (typeof machineAttributes)[number];

/** The listed attributes that the ad has, as JSON can hold them; numbers that it calculates are those numbers. */
export const attributesOf = <N extends string>(ad: Ad, names: readonly N[]): readonly (readonly [N, ReadValue])[] =>
  names.flatMap((name) => {
    const value = evaluated(ad, name);
    return value === undefined ? [] : [[name, value] as const];
  });

/** A number in its bounds. */
export function numberIn(value: ReadValue, min: number, max: number): Result<number, string> {
  const number = value.kind === "integer" || value.kind === "real" ? value.value : null;
  return number !== null && number >= min && number <= max
    ? ok(number)
    : err(`expected a number from ${min} to ${max}, found ${shown(value)}`);
}

export function textIn(value: ReadValue): Result<string, string> {
  return value.kind === "string" && value.value !== "" && value.value.length < 1024 && !/[\p{C}]/u.test(value.value)
    ? ok(value.value)
    : err(`expected a text on one line, found ${shown(value)}`);
}

/** GPUs of a slot: `GPU-4fe2a1b3, GPU-…`, `CUDA0,CUDA1`. */
export function devicesIn(value: ReadValue): Result<readonly string[], string> {
  const text = textIn(value);
  if (!text.ok) return text;
  const devices = text.value.split(/[ ,]+/u).filter((device) => device !== "");
  return devices.length <= 1024 && devices.every((device) => /^[A-Za-z0-9:._/-]{1,128}$/u.test(device))
    ? ok(devices)
    : err(`expected names of GPUs, found ${shown(value)}`);
}

function shown(value: ReadValue): string {
  switch (value.kind) {
    case "integer":
    case "real":
    case "boolean":
      return String(value.value);
    case "string":
      return `the text ${quoted(value.value)}`;
    case "expression":
      return `the expression ${quoted(value.text)}`;
    case "undefined":
    case "error":
      return value.kind;
    default:
      return value satisfies never;
  }
}
