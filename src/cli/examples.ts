/** The end of a command's help. */
export const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((one) => `  ${one}\n`).join("")}`;
