// Serves one directory over HTTP, as the web server of a staging area does. Runs inside the demo's network.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";

const [directory = "", port = "8080"] = process.argv.slice(2);
const server = createServer((request, response) => {
  const path = join(directory, basename(request.url ?? ""));
  const status = statSync(path, { throwIfNoEntry: false });
  if ((request.method !== "GET" && request.method !== "HEAD") || status?.isFile() !== true) {
    response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    return;
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": status.size });
  if (request.method === "HEAD") response.end();
  else createReadStream(path).pipe(response);
});
server.listen(Number(port), () => process.stdout.write("listening\n"));
