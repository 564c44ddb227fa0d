import { describe, expect, it } from "vitest";
import { imagePathOf, imagesDictText, isRemoteImage, parseImagesDict } from "../../src/parse/images-dict.ts";

describe("SINGULARITY_IMAGES_DICT", () => {
  it("gives an image for each platform; the first colon separates", () => {
    const text = "default:/cvmfs/a/el9:latest,rhel8:docker://almalinux:8,rhel7:/images/with blank";
    expect(parseImagesDict(text)).toEqual({
      images: [
        { platform: "default", image: "/cvmfs/a/el9:latest" },
        { platform: "rhel8", image: "docker://almalinux:8" },
        { platform: "rhel7", image: "/images/with blank" },
      ],
      problems: [],
    });
    expect(imagesDictText(parseImagesDict(text).images)).toBe(text);
  });

  it("takes commas too many and blanks around entries", () => {
    expect(parseImagesDict(" ,default : /a ,, ").images).toEqual([{ platform: "default", image: "/a" }]);
    expect(parseImagesDict("")).toEqual({ images: [], problems: [] });
  });

  it.each([
    ["/cvmfs/a", "has no colon after a platform"],
    [":/a", "begins with no platform"],
    ["rhel 9:/a", "begins with no platform"],
    ["default:", "names no image"],
    ["default:relative/image", "neither an absolute path nor a URI"],
    ["default:/a\u0007b", "has control characters"],
    ["ok:/first", "is a second image for ok"],
  ])("leaves out %j, says so, and keeps the others", (entry, problem) => {
    const { images, problems } = parseImagesDict(`ok:/before,${entry},last:/after`);
    expect(images).toEqual([
      { platform: "ok", image: "/before" },
      { platform: "last", image: "/after" },
    ]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it("reads a bounded number of entries and characters", () => {
    expect(parseImagesDict("x".repeat(70_000)).problems).toEqual(["it is longer than 65536 characters"]);
    const many = Array.from({ length: 250 }, (_, index) => `p${index}:/i`).join(",");
    expect(parseImagesDict(many).images).toHaveLength(200);
    expect(parseImagesDict("broken,".repeat(300)).problems).toHaveLength(200);
  });
});

it("a URI is a remote image, but for file, which is a path", () => {
  expect(["docker://a", "oras://a/b", "https://a/b?c=d", "file:///a", "/a://b"].map(isRemoteImage)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(["file:///a/b", "/a/b"].map(imagePathOf)).toEqual(["/a/b", "/a/b"]);
});
