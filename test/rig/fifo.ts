import { execFileSync, spawn } from "node:child_process";

/** A FIFO, into which somebody writes a text for every reader that waits for it: who does not wait reads nothing. The value ends that. */
export function fifoThatAnswers(path: string, text: string): () => void {
  execFileSync("mkfifo", [path]);
  const writer = spawn("sh", ["-c", 'while printf "%s" "$1" > "$0"; do sleep 0.1; done', path, text], {
    stdio: "ignore",
  });
  return () => void writer.kill("SIGKILL");
}
