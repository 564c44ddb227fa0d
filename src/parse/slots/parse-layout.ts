import { err, ok, type Result } from "../../model/result.ts";
import { amountForms, type PlainUnit, parseAmount } from "./amount.ts";
import { type ItemFields, itemFields, quote } from "./item-fields.ts";
import {
  type Amount,
  isGpus,
  type LayoutProblem,
  type ResourceSlot,
  type SlotKind,
  type SlotLayout,
  slotKinds,
} from "./layout.ts";
import { printLayout } from "./print-layout.ts";
import { legalName, nameProblem, nameRule } from "./resource-name.ts";
import { type Piece, splitAt } from "./split-items.ts";

const largestNumber = 65535;
const longestText = 16384;
const mostResources = 64;

export interface BrokenLayout {
  readonly problems: readonly LayoutProblem[];
  /** A layout without these problems that is as near to the written one as can be told. */
  readonly corrected: string;
}

type Report = (at: number, problem: string, expected: string) => void;

/**
 * Text of `GLIDEIN_Resource_Slots` (GlideinWMS): items separated by `;`, fields of an item by `,`. Total over any
 * text: the error holds every problem with its place. Blank items and blank fields say nothing.
 */
export function parseLayout(text: string): Result<SlotLayout, BrokenLayout> {
  if (text.length > longestText)
    return err(tooMuch(`the text has ${text.length} characters`, `at most ${longestText}`));
  const items = splitAt(text, ";")
    .map((piece, index) => ({ item: index + 1, piece }))
    .filter(({ piece }) => piece.text !== "");
  if (items.length > mostResources)
    return err(tooMuch(`there are ${items.length} resources`, `at most ${mostResources}`));
  const problems: LayoutProblem[] = [];
  const resources: ResourceSlot[] = [];
  const taken = new Set<string>();
  for (const { item, piece } of items) {
    const read = itemFields(item, piece);
    problems.push(...read.problems);
    const resource = readResource(item, piece, read.fields, taken, (at, problem, expected) => {
      problems.push({ item, character: at + 1, problem, expected });
    });
    taken.add(resource.name.toLowerCase());
    resources.push(resource);
  }
  return problems.length === 0 ? ok({ resources }) : err({ problems, corrected: printLayout({ resources }) });
}

const tooMuch = (problem: string, expected: string): BrokenLayout => ({
  problems: [{ item: 0, character: 1, problem, expected }],
  corrected: "",
});

/** The resource as far as it can be read; what cannot be is reported and left to its default. */
function readResource(
  item: number,
  whole: Piece,
  fields: ItemFields,
  taken: ReadonlySet<string>,
  report: Report,
): ResourceSlot {
  const name = readName(fields.name ?? { text: "", at: whole.at }, taken, report);
  return {
    item,
    character: whole.at + 1,
    name,
    number: readNumber(fields.number, isGpus(name), report),
    memory: readAmount(fields.memory, "memory", report),
    type: readType(fields.type, report),
    disk: readAmount(fields.disk, "disk", report),
  };
}

function readName({ text, at }: Piece, taken: ReadonlySet<string>, report: Report): string {
  const problem = nameProblem(text);
  const repeated = taken.has(text.toLowerCase());
  if (problem === null && !repeated) return text;
  report(
    at,
    `${quote(text)}: ${problem ?? "an earlier item has this name"}`,
    problem === null ? "each name once, case does not count" : nameRule,
  );
  return legalName(text, taken);
}

function readNumber(field: Piece | undefined, gpus: boolean, report: Report): number | null {
  if (field === undefined) return null;
  const least = gpus ? 0 : 1;
  const number = /^[0-9]{1,9}$/u.test(field.text) ? Number(field.text) : Number.NaN;
  if (number >= least && number <= largestNumber) return number;
  report(
    field.at,
    `${quote(field.text)} is not a number of instances`,
    `a whole number from ${least} to ${largestNumber}`,
  );
  const meant = Math.round(Math.abs(Number(field.text)));
  return Number.isNaN(meant) ? null : Math.min(Math.max(meant, least), largestNumber);
}

function readAmount(field: Piece | undefined, unit: PlainUnit, report: Report): Amount | null {
  if (field === undefined) return null;
  const amount = parseAmount(field.text, unit);
  if (amount.ok) return amount.value;
  report(field.at, `${unit} ${quote(field.text)}: ${amount.error}`, amountForms[unit]);
  return null;
}

function readType(field: Piece | undefined, report: Report): SlotKind | null {
  if (field === undefined) return null;
  const word = field.text.toLowerCase();
  const kind = slotKinds.find((known) => known === word);
  if (kind !== undefined) return kind;
  report(field.at, `${quote(field.text)} is not a type`, `one of ${slotKinds.join(", ")}`);
  return word === "" ? null : (slotKinds.find((known) => word.startsWith(known) || known.startsWith(word)) ?? null);
}
