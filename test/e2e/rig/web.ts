// A web server in the pool's network, for the releases and faults that a staging area has. Runs as a program of its own.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";

/** What is answered at a path. */
export interface WebAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly file?: string;
  /** Bytes a second; unset: as fast as it goes. */
  readonly rate?: number;
}

function serve(answers: Readonly<Record<string, WebAnswer>>): void {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { status = 200, body = "", file, rate } = answer;
    const length = file === undefined ? Buffer.byteLength(body) : statSync(file).size;
    response.writeHead(status, { "content-type": "application/octet-stream", "content-length": length });
    if (request.method === "HEAD") response.end();
    else if (file === undefined) response.end(body);
    else if (rate === undefined) createReadStream(file).pipe(response);
    else {
      const stream = createReadStream(file, { highWaterMark: rate });
      stream.on("data", (chunk) => {
        response.write(chunk);
        stream.pause();
        setTimeout(() => stream.resume(), 1000);
      });
      response.on("close", () => stream.destroy());
    }
  });
  server.listen(0, () => {
    const address = server.address();
    process.stdout.write(`${typeof address === "object" && address !== null ? address.port : 0}\n`);
  });
}

// Handed over as text; both ends are in this file's own directory.
serve(JSON.parse(process.argv[2] ?? "{}") as Readonly<Record<string, WebAnswer>>);
