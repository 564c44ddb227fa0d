// `npm test`: the build, the static checks, the unit tests, then the tests of the built files on real HTCondor and Apptainer.
// The last line is "N passed, N failed", with ", N skipped" where there are any.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

const root = join(import.meta.dirname, "..");
const reports = join(root, ".cache", "test-reports");
const programs = join(root, "node_modules", ".bin");

/** The Node that we run on comes first: what asks for "node" is to get the same. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };

/** For everything together: a run that hangs is a failure with a name. */
const deadline = Date.now() + 40 * 60_000;

/** The build and the static checks: what they look at, and the command. */
const checks = {
  build: [process.execPath, join(root, "build.mjs")],
  types: ["tsc", "-p", "tsconfig.json"],
  format: ["biome", "check", "."],
  lint: ["oxlint", "--deny-warnings"],
  "unused code": ["knip"],
};

/** Somebody wants an end: nothing more is started. */
let isStopped = false;

/** Whether the program ended well; what it writes goes where ours goes. */
function succeeds(program, options) {
  return new Promise((resolve) => {
    if (isStopped) return resolve(false);
    // A group of its own, so that its workers end with it.
    const child = spawn(program, options, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"], detached: true });
    const kill = (signal) => {
      if (child.pid === undefined) return; // it could not be started
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended.
      }
    };
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      // What it started in other groups is taken down by its own handlers, so they get a moment.
      kill("SIGTERM");
      setTimeout(() => kill("SIGKILL"), 20_000).unref();
    }, deadline - Date.now());
    const stop = (signal) => {
      isStopped = true;
      kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
    const finish = (isGood, reason) => {
      clearTimeout(timer);
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, stop);
      if (!isGood) console.log(`${program} ${options.join(" ")}: ${isLate ? "not done in time" : reason}`);
      resolve(isGood && !isLate);
    };
    child.on("error", (error) => finish(false, error.message));
    child.on("exit", (status, signal) => finish(status === 0, signal ?? `exited ${status}`));
  });
}

async function runChecks() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, [program, ...options]] of Object.entries(checks)) {
    const isGood = await succeeds(resolve(programs, program), options);
    console.log(`${isGood ? "passed" : "FAILED"}: ${name}`);
    sum[isGood ? "passed" : "failed"] += 1;
  }
  return sum;
}

async function runProject(project) {
  const report = join(reports, `${project}.json`);
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const options = [
    vitest,
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const isGood = await succeeds(process.execPath, options);
  const sum = sumOf(report);
  // An error outside of any test fails the run and is in no count.
  return isGood || sum.failed > 0 ? sum : { ...sum, failed: 1 };
}

function sumOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    // A file that cannot be loaded or prepared fails without any test of its own that does.
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.every((one) => one.status !== "failed"),
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

mkdirSync(reports, { recursive: true });
// What the last part needs and downloads, while the others compute.
const bed = succeeds("nice", [process.execPath, join(root, "test", "bed", "cli.ts"), "build"]);
const parts = [await runChecks(), await runProject("unit")];
if (!(await bed) && !isStopped) {
  console.log(
    "\nThere is no real HTCondor to test with: the message of test/bed/cli.ts above says why. What needs it fails at once.",
  );
  // So that not each of the files tries to make what could not be made.
  env.GLIDEIN_NO_BED = "1";
}
parts.push(await runProject("e2e"));
const total = (key) => parts.reduce((sum, part) => sum + part[key], 0);
const skipped = total("skipped");
process.exitCode = total("failed") === 0 ? 0 : 1;
console.log(`\n${total("passed")} passed, ${total("failed")} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
