import { expect, test } from "vitest";
import { isClassic, readClassicArguments } from "../../../src/parse/gwms/arguments.ts";
import { classicArguments } from "../../rig/classic-arguments.ts";
import { publishArea } from "../../rig/gwms-area.ts";

const whole = classicArguments("http://web.example.org", publishArea(), {
  GLIDEIN_Collector: "cm.example.org:9618",
  X: "a 'b' \\",
});

test("a factory's command line is told by its first word", () => {
  expect(
    [
      ["-v", "std"],
      ["-name", "x"],
      ["-param_X", "1"],
    ].every(isClassic),
  ).toBe(true);
  expect([[], ["run"], ["--version"], ["-V"], ["-h"], ["-verbose"]].some(isClassic)).toBe(false);
});

test("a whole command line is read, its parameters decoded", () => {
  const read = readClassicArguments(whole);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value).toMatchObject({
    mode: "std",
    name: "v1_0",
    entry: "site_a",
    cluster: "1234",
    subcluster: "7",
    layout: "partitionable",
  });
  expect(read.value.areas.map(({ id, url }) => [id, url.text])).toEqual([
    ["main", "http://web.example.org/factory/stage"],
    ["entry", "http://web.example.org/factory/stage/entry_site_a"],
    ["client", "http://web.example.org/vo/stage"],
    ["client_group", "http://web.example.org/vo/stage/group_main"],
  ]);
  expect(read.value.parameters).toContainEqual({ name: "GLIDEIN_Collector", value: "cm.example.org:9618" });
  expect(read.value.parameters).toContainEqual({ name: "X", value: "a 'b' \\" });
});

test("a parameter's value that looks like an option is a value", () => {
  const read = readClassicArguments([...whole, "-param_Y", "-sign"]);
  expect(read.ok && read.value.parameters.at(-1)).toEqual({ name: "Y", value: "-sign" });
});

test.each([
  [["-descript", "../x"], "-descript"],
  [["-sign", "abc"], "-sign"],
  [["-signtype", "md5"], "-signtype"],
  [["-web", "ftp://x"], "-web"],
  [["-nonsense", "1"], "-nonsense"],
  [["-param_A b", "1"], "-param_A b"],
  [["-param_A", "x\nGLIDEIN_Collector evil"], "-param_A"],
  [["-cluster"], "-cluster"],
  [["-entry", "a/b"], "-entry"],
  [["-clientwebgroup", "http://x/y", "-clientgroup", ""], "-clientgroup"],
])("%j is named in the refusal", (more, where) => {
  const read = readClassicArguments([...whole, ...more]);
  expect(read.ok ? [] : read.error.map((one) => one.where)).toContain(where);
});

test.each(["-web", "-descript", "-sign", "-descriptentry", "-signentry", "-name", "-clientdescript"])(
  "%s that is missing is called missing, once",
  (name) => {
    const at = whole.indexOf(name);
    const read = readClassicArguments([...whole.slice(0, at), ...whole.slice(at + 2)]);
    const problem = { where: name, problem: "it is missing", expected: `${name} VALUE` };
    expect(read.ok ? [] : read.error).toEqual([problem]);
  },
);

test("without a client there are two parts", () => {
  const factory = whole.slice(0, whole.indexOf("-clientweb"));
  const read = readClassicArguments(factory);
  expect(read.ok && read.value.areas.map(({ id }) => id)).toEqual(["main", "entry"]);
});
