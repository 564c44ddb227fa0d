import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-hider-options-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const hider = join(directory, "hider");
writeFileSync(hider, compileNativeProgram("hider"), { mode: 0o755 });

const whole = ["--required", "--protect", "/a", "--cover", "/b", "--"].map((one) => `${one}\0`).join("");
const cuts = [0, 11, 20, 22, whole.length - 3, whole.length - 1].map((length) => whole.slice(0, length));

it.each([...cuts, "garbage", "\0\0\0", "--mask\0--\0", "--report\0--\0", "--\0--\0"])(
  "options that are not whole in their file end it before the program, and HTCondor is told: %j",
  (options) => {
    const error = join(directory, "wrapper-error");
    writeFileSync(`${hider}.options`, options);
    const env = { _CONDOR_WRAPPER_ERROR_FILE: error };
    expect(spawnSync(hider, ["/bin/sh", "-c", "exit 37"], { env }).status).toBe(125);
    expect(readFileSync(error, "utf8")).toMatch(/^options .*hider\.options: errno 22\n$/u);
    rmSync(error);
  },
);
