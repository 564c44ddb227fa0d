// A web server for the machines of the bed: `node area-server.ts DIRECTORY PORT LOG [DELAY_MS]`. One line a request.
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [directory = ".", port = "0", log = "/dev/null", delay = "0"] = process.argv.slice(2);

createServer((request, response) => {
  const path = decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/");
  appendFileSync(log, `${request.socket.remotePort ?? 0} ${path} ${request.headers["user-agent"] ?? ""}\n`);
  setTimeout(() => {
    try {
      if (path.includes("..")) throw new Error("outside");
      const content = readFileSync(join(directory, path));
      response.writeHead(200, { "content-length": content.length, "content-type": "application/octet-stream" });
      response.end(content);
    } catch {
      response.writeHead(404);
      response.end("not here\n");
    }
  }, Number(delay));
}).listen(Number(port), "0.0.0.0", () => {
  console.log("listening");
});
