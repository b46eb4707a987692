import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The plainest program that takes in bodies with many metrics: reads, parses, counts, answers. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const { metrics } = JSON.parse(Buffer.concat(parts).toString()) as { metrics: unknown[] };
    const answer = JSON.stringify({ accepted: metrics.length, duplicates: 0, rejected: [], cursor: "none:0" });
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.length }).end(answer);
  });
});

server.listen(0, "127.0.0.1", () => process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once("disconnect", () => process.exit());
