import type { ValidationReport } from "./report.ts";

/** One document, `glidein.validation/1`. */
export function validationJson({ verdict, checks, node, by, differences, before }: ValidationReport): string {
  const document = {
    schema: "glidein.validation/1",
    verdict,
    checks: checks.map(({ id, title, status, findings, saw }) => ({
      id,
      title,
      status,
      ...(before === null ? {} : { before: before[id] ?? null }),
      findings,
      ...(saw === undefined ? {} : { facts: saw }),
    })),
    node,
    by,
    ...(differences.length === 0 ? {} : { differences }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
