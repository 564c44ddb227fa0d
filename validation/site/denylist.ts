import type { Check } from "../../src/model/check.ts";
import { error, skip, warning } from "../finding.ts";

export const denylist: Check = {
  id: "denylist",
  title: "The node is not on the denylist",
  why: "Operators list nodes that broke jobs until they are repaired.",
  judges:
    "An error when the list names this node's name or one of its addresses, a warning when the list cannot be read.",
  thresholds: ["GLIDEIN_Denylist"],
  phase: "node",
  evaluate: ({ site, network: { names } }) => {
    const list = site.denylist;
    if (list === null) return skip("there is no denylist (GLIDEIN_Denylist)");
    if (list.problem !== "")
      return [
        warning(
          `the denylist ${list.path} cannot be read: ${list.problem}`,
          list.path,
          "Correct GLIDEIN_Denylist, or the mode of the file.",
        ),
      ];
    const own = [names.hostname ?? "", (names.hostname ?? "").split(".")[0] ?? "", ...names.addresses].filter(
      (name) => name !== "",
    );
    if (own.length === 0) return skip("neither name nor address of this node is known");
    const entry = list.entries.find((pattern) => own.some((name) => matches(pattern, name)));
    if (entry === undefined) return [];
    return [
      error(
        `this node is on the denylist as ${entry}`,
        `${list.path}; this node is ${own.join(", ")}`,
        "Repair what it was listed for, and take it off the list.",
      ),
    ];
  },
};

/** `*` stands for any characters; case does not count. Matched part by part, so that no pattern takes long. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const text = name.toLowerCase();
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? "";
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
