import fc from "fast-check";

/** What has broken writers of configuration, ads, shell and XML, here or elsewhere. */
const fragments = [
  ...[
    "$",
    "$$",
    "$(",
    "$(A)",
    "$(DOLLAR)",
    "$(dollar)",
    "$(A:b)",
    "$(A:$(B))",
    "$(A:(x))",
    "$((",
    "$)",
    "$$(A)",
    "$$$(A)",
    "$$([1+1])",
  ],
  ...[
    "$ENV(HOME)",
    "$RANDOM_INTEGER(1,2)",
    "$RANDOM_CHOICE(a,b)",
    "$F(A)",
    "$Fpnx(A)",
    "$EVAL(A)",
    "$STRING(A)",
    "$INT(x)",
    "$A(b)",
  ],
  ...[
    '"',
    '""',
    '\\"',
    '\\\\"',
    "\\",
    "\\\\",
    "\\n",
    "\\044",
    "'",
    "''",
    "`",
    "`id`",
    "$(id)",
    "${HOME}",
    "~",
    "!",
    "*",
    "?",
    "[a]",
  ],
  ...["#", "# x", "//", "/*", "*/", "@=end", "@end", "=", ":", "+=", "use ", "include : ", "if ", "endif", "error : "],
  ...["\n", "\r", "\r\n", "\t", "\v", "\f", " ", "  ", "\u00A0", "\u0085", "\u2028", "\u3000", "\uFEFF"],
  ...[
    "\0",
    "\u0001",
    "\u001B[31m",
    "\u007F",
    "\u202E",
    "\u200B",
    "\uFFFD",
    "\uFFFE",
    "\uD800",
    "\uDC00",
    "é",
    "日本",
    "😀",
    "e\u0301",
  ],
  ...[
    "&",
    "<",
    ">",
    "]]>",
    "&amp;",
    "&#0;",
    "<!--",
    "%",
    "%00",
    "%2e",
    "..",
    "../",
    "/",
    ";",
    "|",
    "&&",
    "(",
    ")",
    "{",
    "}",
    "A",
    "0",
    "-1",
  ],
] as const;

/** Text that a site, a factory or an attacker may put into a value; a fifth of it is nothing but unusual. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 8 }).map((parts) => parts.join("")) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.oneof(
          fc.constantFrom(...fragments),
          fc.string({ maxLength: 6 }),
          fc.string({ unit: "binary", maxLength: 4 }),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  // UTF-16 as it comes, with halves of pairs.
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units)),
  },
);

/** Hostile text that at least one character of which is in the way everywhere has been taken out of. */
export const writableText: fc.Arbitrary<string> = hostileText.map((text) =>
  text.toWellFormed().replaceAll(/[\0\n\u{FFFD}]/gu, ""),
);

/** Bytes as they come, and bytes that are nearly UTF-8. */
export const hostileBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(hostileText, fc.uint8Array({ maxLength: 3 }))
    .map(([text, tail]) => Uint8Array.from([...new TextEncoder().encode(text), ...tail])),
);
