import { expect, test } from "vitest";
import { factoryArgument, readFactoryArgument } from "../../src/parse/factory-argument.ts";

const characters = " ;:~!?*$#][}{)(><-+='\"`|\\&,.";
const spelled =
  ".nbsp,.semicolon,.colon,.tilde,.not,.question,.star,.dollar,.comment,.sclose,.sopen,.gclose,.gopen,.close,.open,.gt,.lt,.minus,.plus,.eq,.singquot,.quot,.fork,.pipe,.backslash,.amp,.comma,.dot,";

test("every character that a factory spells is read, and written", () => {
  expect(readFactoryArgument(spelled)).toBe(characters);
  expect(factoryArgument(characters)).toBe(spelled);
});

test.each([
  ["collector1.dot,example.dot,org.colon,9618", "collector1.example.org:9618"],
  [".dot,nbsp.comma,", ".nbsp,"],
  ["plain", "plain"],
  ["", ""],
  [".unknown,", ".unknown,"],
  ["1.2,3", "1.2,3"],
  ["%/@^", "%/@^"],
])("%s is %s", (argument, value) => {
  expect(readFactoryArgument(argument)).toBe(value);
});

test("a value that looks like a spelling is not one", () => {
  expect(readFactoryArgument(factoryArgument(".dot,"))).toBe(".dot,");
  expect(readFactoryArgument(factoryArgument("$&$1"))).toBe("$&$1");
});
