import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combine } from "../../src/decide/container/policy.ts";
import { bindText, parseBindPaths } from "../../src/parse/container/bind-path.ts";
import { parseBuildConfiguration } from "../../src/parse/container/build-configuration.ts";
import { parseDirectives } from "../../src/parse/container/directives.ts";
import { findProof } from "../../src/parse/container/proof-line.ts";
import { decisiveMessage } from "../../src/parse/container/runtime-message.ts";
import { parseRuntimeVersion } from "../../src/parse/container/runtime-version.ts";
import { imagesDictText, parseImagesDict } from "../../src/parse/images-dict.ts";
import { hostileText } from "./hostile-text.ts";

describe("what runtimes and settings say about containers", () => {
  it("is read whatever it is", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        findProof(text, "token");
        parseRuntimeVersion(text);
        parseBuildConfiguration(text);
        parseDirectives(text);
        expect(decisiveMessage(text)).not.toMatch(/[\p{Cc}\u202e]/u);
        expect(decisiveMessage(text).length).toBeLessThan(350);
      }),
    );
  });

  it("images are read as they are written", () => {
    const platform = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    const path = fc.stringMatching(/^\/[A-Za-z0-9 .:;'"$_-]{0,30}[a-z]$/);
    fc.assert(
      fc.property(fc.dictionary(platform, path), (dict) => {
        const images = Object.entries(dict).map(([name, image]) => ({ platform: name, image }));
        expect(parseImagesDict(imagesDictText(images))).toEqual({ images, problems: [] });
      }),
    );
  });

  it("every entry is an image or a problem, and an image can be written again", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { images, problems } = parseImagesDict(text);
        expect(images.length + problems.length).toBeLessThanOrEqual(400);
        expect(parseImagesDict(imagesDictText(images))).toEqual({ images, problems: [] });
      }),
    );
  });

  it("bind paths can be written again, and have no blanks", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { binds } = parseBindPaths(text);
        const written = binds.map(bindText).join(",");
        expect(written).not.toMatch(/\s/u);
        expect(parseBindPaths(written)).toEqual({ binds, problems: [] });
      }),
    );
  });

  it("a stricter wish of the factory never makes containers less required, short of a contradiction", () => {
    const rank = ["DISABLE", "NEVER", "PREFERRED", "REQUIRED", "FAIL"];
    const factory = ["NEVER", "OPTIONAL", "PREFERRED", "REQUIRED", "REQUIRED_GWMS"];
    const vo = fc.constantFrom("DISABLE_GWMS", "NEVER", "OPTIONAL", "PREFERRED");
    fc.assert(
      fc.property(vo, fc.nat(3), (wish, at) => {
        expect(rank.indexOf(combine(wish, factory[at + 1]!))).toBeGreaterThanOrEqual(
          rank.indexOf(combine(wish, factory[at]!)),
        );
      }),
    );
  });
});
