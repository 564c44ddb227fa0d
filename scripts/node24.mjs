// Runs a program with the Node 24 that the lock file pins, whatever Node `npm` itself found.
// The build, the tests and the single executable must all agree on one runtime: a V8 code
// cache made by another Node is rejected at start.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const name = `node-linux-${process.arch}`;
let runtime;
try {
  runtime = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "node");
} catch {
  console.error(
    `glidein: no Node 24 for ${process.platform}-${process.arch}: the npm package ${name} is not installed; run "npm ci"`,
  );
  process.exit(1);
}
const child = spawn(runtime, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 1);
});
