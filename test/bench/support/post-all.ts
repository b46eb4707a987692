import { Agent, request } from "node:http";

const connections = 8;

/** Posts all bodies over some connections that stay open; resolves with how many records were accepted. */
export async function postAll(url: string, bodies: readonly Buffer[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const queue = bodies.values();
  let accepted = 0;
  const work = async (): Promise<void> => {
    // An iterator that all share: each takes the next body when its own was answered.
    for (const body of queue) {
      const answer = await post(url, { body, agent });
      accepted += answer.accepted;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return accepted;
}

/** Node's own client: `fetch` would take from the machine what the servers are to have. */
export function post(url: string, { body, agent }: { body: Buffer; agent: Agent }): Promise<{ accepted: number }> {
  const headers = { "content-type": "application/json", "content-length": body.length };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text) as { accepted: number });
        else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
