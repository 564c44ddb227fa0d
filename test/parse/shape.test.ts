import { describe, expect, it } from "vitest";
import {
  dictionary,
  either,
  list,
  nullable,
  number,
  object,
  optional,
  text,
  truth,
  word,
} from "../../src/parse/shape.ts";

interface Thing {
  readonly name: string;
  readonly size: number | null;
  readonly tags?: readonly string[];
}
const thing = object<Thing>({ name: text, size: nullable(number), tags: optional(list(text)) });

describe("a shape", () => {
  it("accepts a value of its form, with more keys than it asks for", () => {
    expect(thing({ name: "a", size: null, more: 1 }, "")).toBeNull();
    expect(thing({ name: "a", size: 1, tags: ["x"] }, "")).toBeNull();
  });

  it.each([
    [null, "", "an object"],
    [[], "", "an object"],
    [{ size: 1 }, "name", "a text"],
    [{ name: "a" }, "size", "a number, or null"],
    [{ name: "a", size: Number.NaN }, "size", "a number, or null"],
    [{ name: "a", size: 1, tags: "x" }, "tags", "a list"],
    [{ name: "a", size: 1, tags: ["x", 2] }, "tags[1]", "a text"],
    [JSON.parse('{"name":"a","size":{"__proto__":1}}'), "size", "a number, or null"],
  ])("says where %j does not fit and what was expected", (value, place, expected) => {
    expect(thing(value, "")).toEqual({ place, expected });
  });

  it("does not take what an object inherits for its own", () => {
    expect(object<{ toString: string }>({ toString: text })({}, "")).toEqual({ place: "toString", expected: "a text" });
    expect(dictionary(truth)(JSON.parse('{"__proto__":1}'), "d")).toEqual({
      place: "d.__proto__",
      expected: "true or false",
    });
  });

  it("of two kinds tells which was meant by how far it got", () => {
    const shape = either(
      object<{ a: number }>({ a: number }),
      object<{ b: { c: string } }>({ b: object<{ c: string }>({ c: text }) }),
    );
    expect(shape({ a: 1 }, "")).toBeNull();
    expect(shape({ b: { c: "x" } }, "")).toBeNull();
    expect(shape({ b: { c: 1 } }, "")).toEqual({ place: "b.c", expected: "a text" });
  });

  it("of words knows no other", () => {
    expect(word("a", "b")("b", "")).toBeNull();
    expect(word("a", "b")("c", "w")).toEqual({ place: "w", expected: "one of a, b" });
  });
});
