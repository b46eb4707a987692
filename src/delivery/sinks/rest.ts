import type { AxiosInstance, AxiosResponse } from "axios";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { z } from "zod";
import { SinkError } from "../../errors.ts";
import type { BulkBody } from "../../metric/wire.ts";
import { defineSink, type WriteResult } from "../sink.ts";
import { apiKey, authorization, isLocal, toEndpoint, toLabel } from "./endpoint.ts";
import { writeInHalves } from "./halves.ts";
import { toStatusError } from "./status-error.ts";

const options = z
  .strictObject({
    type: z.literal("rest"),
    url: z
      .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
      .meta({ description: "Base address of the receiver; a path is used as it stands" }),
    apiKey,
  })
  .meta({ description: "POST /api/metrics/bulk" });

const requestTimeoutMs = 15_000;

export const rest = defineSink({
  options,

  open({ url, apiKey: key }) {
    const endpoint = toEndpoint(url, "/api/metrics/bulk");
    const agents = { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };
    let client: AxiosInstance | undefined;

    return {
      label: `rest ${toLabel(url)}`,
      batchSize: 500,

      async write(records, signal) {
        client ??= await createClient({
          ...agents,
          headers: authorization(key),
          ...(isLocal(url) ? { proxy: false } : {}),
        });
        const axios = client;
        return writeInHalves(records, async (part) => {
          const body: BulkBody = { metrics: part.map(({ metric }) => metric), metas: part.map(({ meta }) => meta) };
          const response = await axios.post(endpoint, body, { signal }).catch((error: Error) => {
            throw toUnreachableError(error, toLabel(url));
          });
          return readAnswer(response, toLabel(endpoint));
        });
      },

      async close() {
        agents.httpAgent.destroy();
        agents.httpsAgent.destroy();
      },
    };
  },
});

async function createClient(defaults: object): Promise<AxiosInstance> {
  const { default: axios } = await import("axios");
  return axios.create({ ...defaults, timeout: requestTimeoutMs, maxRedirects: 0, validateStatus: () => true });
}

/** The cause is the one below axios's own error, which carries the request and so the key. */
function toUnreachableError({ message, cause }: Error, label: string): SinkError {
  const reason = message === "" ? String((cause as NodeJS.ErrnoException | undefined)?.code) : message;
  return new SinkError(`${label} could not be reached: ${reason}`, {
    retryable: true,
    cause,
    hint: "Check the address, and that the receiver runs.",
  });
}

/** Part of the answer of a receiver that speaks our dialect; others answer what they like. */
const bulkAnswer = z.object({
  rejected: z.array(z.object({ index: z.int(), errors: z.array(z.object({ path: z.string(), msg: z.string() })) })),
});

function readAnswer({ status, data, headers }: AxiosResponse, endpoint: string): WriteResult {
  if (status < 200 || status >= 300) throw toStatusError(status, endpoint, headers["retry-after"]);

  const answer = bulkAnswer.safeParse(data);
  const rejected = answer.success ? answer.data.rejected : [];
  return {
    rejected: rejected.map(({ index, errors }) => ({
      index,
      reason: errors.map(({ path, msg }) => `${path} ${msg}`).join("; "),
    })),
  };
}
