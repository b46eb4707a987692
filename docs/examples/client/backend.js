// A backend of yours that receives what `live-metrics scrape --sink rest --url …` sends, with nothing but Node.
import { createServer } from "node:http";

const users = new Map();

/** Says of each metric whether it was taken; answer only when it is where it should be. */
function take(metrics) {
  const rejected = [];
  for (const [index, metric] of metrics.entries()) {
    if (metric?.userId) users.set(metric.userId, metric);
    else rejected.push({ index, errors: [{ path: "userId", msg: "must not be empty", location: "body" }] });
  }
  return { accepted: metrics.length - rejected.length, duplicates: 0, rejected };
}

const server = createServer(async (request, response) => {
  response.setHeader("content-type", "application/json");
  if (request.method === "GET" && request.url === "/api/metrics")
    return response.end(JSON.stringify({ metrics: [...users.values()], events: [] }));
  if (request.method !== "POST" || request.url !== "/api/metrics/bulk") return response.writeHead(404).end("{}");

  const body = Buffer.concat(await request.toArray()).toString();
  try {
    response.end(JSON.stringify(take(JSON.parse(body).metrics)));
  } catch {
    response.writeHead(400).end(JSON.stringify({ errors: [{ path: "", msg: "must be JSON", location: "body" }] }));
  }
});

server.listen(Number(process.env.PORT ?? 4000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
