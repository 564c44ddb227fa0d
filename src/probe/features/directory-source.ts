import type { Host, ReadFailure } from "../../host/host.ts";
import type { FeatureFact, FeatureScope } from "../../model/facts/features.ts";
import { escapedText } from "../../parse/features/escaped.ts";
import type { FeatureLocation } from "../../parse/features/location.ts";
import { MAX_FEATURE_BYTES, tooLarge } from "../../parse/features/token.ts";
import { closedSource, type FeatureSource, type KeyContent, noValue, variableOf } from "./source.ts";

type Directory = Extract<FeatureLocation, { kind: "directory" }>;

/**
 * Opens a directory of features. It is looked at once before the keys, so that a mount that hangs costs one
 * time-out and not one for each key.
 */
export async function openDirectory(host: Host, scope: FeatureScope, location: Directory): Promise<FeatureSource> {
  const { path, shown, remark } = location;
  const variable = `$${variableOf[scope]}`;
  const status = await host.stat(path);
  if (!status.ok) return closedSource(scope, location, `${variable}: ${whyNoDirectory(status.error)}`);
  if (status.value.type !== "directory") {
    return closedSource(scope, location, `${variable} leads to a ${status.value.type}, not to a directory`);
  }
  // Anybody on the node can then set our limits. Still the site's word, so it is used and said.
  const open = (status.value.mode & 0o002) !== 0 ? `the directory of ${variable} is writable by every user` : "";
  return {
    scope,
    shown,
    usable: true,
    reason: [remark, open].filter((text) => text !== "").join("; "),
    local: true,
    read: (key) => readKeyFile(host, path === "/" ? `/${key}` : `${path}/${key}`),
  };
}

async function readKeyFile(host: Host, path: string): Promise<KeyContent> {
  const first = await host.readBytes(path, MAX_FEATURE_BYTES);
  // A provider that was just writing has finished by now; one that never finishes is not waited for.
  const read = !first.ok && first.error.code === "changed" ? await host.readBytes(path, MAX_FEATURE_BYTES) : first;
  return read.ok ? { kind: "bytes", bytes: read.value } : { kind: "none", fact: withoutFile(read.error) };
}

function withoutFile(error: ReadFailure): FeatureFact {
  switch (error.code) {
    case "missing":
      return noValue("missing", "no such file: the provider gives no value");
    case "too-large":
      return noValue("invalid", tooLarge);
    case "not-regular":
      return noValue("invalid", `not a regular file: ${escapedText(error.what)}`);
    case "loop":
      return noValue("invalid", `a loop of symbolic links: ${escapedText(error.what)}`);
    case "changed":
      return noValue("unavailable", "the file changed while it was read, twice");
    case "denied":
    case "timeout":
    case "io":
    case "not-recorded":
      return noValue("unavailable", `could not be read: ${escapedText(error.what)}`);
    default:
      return error.code satisfies never;
  }
}

const whyNoDirectory = (error: ReadFailure): string =>
  error.code === "missing"
    ? "the directory does not exist"
    : `the directory cannot be used: ${escapedText(error.what)}`;
