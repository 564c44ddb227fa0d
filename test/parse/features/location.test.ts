import { describe, expect, test } from "vitest";
import { parseFeatureLocation } from "../../../src/parse/features/location.ts";

const locate = (text: string | undefined) => parseFeatureLocation("JOBFEATURES", text);

describe("where a variable leads", () => {
  test("an unset variable and an empty one lead nowhere on purpose", () => {
    expect(locate(undefined)).toEqual({ kind: "unset", reason: "$JOBFEATURES is not set" });
    expect(locate("")).toEqual({ kind: "unset", reason: "$JOBFEATURES is set but empty" });
  });

  test.each(["/etc/machinefeatures", "/", "/pool/my dir/100%/x@y", "/a/../b", "/données"])(
    "%s is a directory",
    (path) => {
      expect(locate(path)).toMatchObject({ kind: "directory", path, remark: "" });
    },
  );

  test.each([
    ["http://169.254.169.253/machinefeatures", false],
    ["https://mjf.example.org:8443/job/42", true],
    ["http://[fe80::1]:80", false],
    ["https://h/a%20b/c~d", true],
  ])("%s is a URL", (base, secure) => {
    expect(locate(base)).toEqual({ kind: "url", base, secure, shown: base, remark: "" });
  });

  test("one slash at the end is dropped and the remark says so", () => {
    const remark = "a slash at the end of $JOBFEATURES was dropped";
    expect(locate("/etc/jf/")).toMatchObject({ path: "/etc/jf", remark });
    expect(locate("http://h/jf/")).toMatchObject({ base: "http://h/jf", remark });
    expect(locate("https://h/")).toMatchObject({ base: "https://h", remark });
  });

  test.each([
    ["a relative path", "etc/jobfeatures", /neither a directory nor a URL/],
    ["a dot path", "./jf", /neither a directory nor a URL/],
    ["a home directory", "~/jf", /neither a directory nor a URL/],
    ["file://", "file:///etc/jf", /neither a directory nor a URL; expected an absolute directory or an http/],
    ["ftp://", "ftp://h/jf", /neither/],
    ["a scheme in capitals, which the note does not know", "HTTP://h/jf", /neither/],
    ["a blank before it", " /etc/jf", /neither/],
    ["a line end in it", "/etc/jf\n", /control character/],
    ["a NUL in it", "/etc/\0jf", /control character/],
    ["no host", "http:///jf", /no valid host name/],
    ["only a scheme", "http://", /no valid host name/],
    ["a host with an underscore and blank", "http://a b/", /percent-encoded/],
    ["a blank in a URL", "http://h/a b", /percent-encoded/],
    ["a backslash", "http://h\\@evil/", /user information/],
    ["a backslash path", "http://h/a\\b", /percent-encoded/],
    ["letters outside ASCII", "http://hôte/", /percent-encoded/],
    ["a broken percent escape", "http://h/%zz", /percent sign/],
    ["a port that is none", "http://h:99999/", /port above 65535/],
    ["a port with letters", "http://h:80a/", /no valid host name/],
    ["a very long path", `/${"a".repeat(5000)}`, /longer than 4096/],
  ])("%s is refused", (_name, text, reason) => {
    const location = locate(text);
    expect(location.kind).toBe("refused");
    expect(location).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(JSON.stringify(location).length).toBeLessThan(1000);
  });
});

describe("secrets in a location", () => {
  test.each([
    ["http://user:s3cret@h/jf", "http://***@h/jf"],
    ["https://s3cret@h/jf", "https://***@h/jf"],
    ["ftp://user:s3cret@h/jf", "ftp://***@h/jf"],
    ["user:s3cret@h", "***@h"],
    ["http://h/jf?token=s3cret", "http://h/jf?***"],
    ["http://h/jf#s3cret", "http://h/jf#***"],
    ["http://user:pa?s3cret@h", "http://***"],
    ["http://h?token=x@s3cret", "http://***"],
    ["http://user:pa/s3cret@h/jf", "http://***@h/jf"],
  ])("%s is refused and shown as %s", (text, shown) => {
    const location = locate(text);
    expect(location).toMatchObject({ kind: "refused", shown });
    expect(JSON.stringify(location)).not.toContain("s3cret");
  });
});
