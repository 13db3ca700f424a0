/**
 * 受信側: the smallest receiver of a webhook. It takes what is genuine, once, and says what it was told.
 *
 * Answer quickly and work afterwards: what takes longer than 15 seconds is sent again.
 */

import { createServer, type IncomingMessage } from "node:http";
import { type CloudEvent, told } from "shinchoku-client/webhook";

const { SHINCHOKU_WEBHOOK_SECRET, PORT } = process.env;
const secrets = (SHINCHOKU_WEBHOOK_SECRET ?? "").split(",");
const seen = new Set<string>(); // a real receiver keeps the ids where it keeps its work

createServer((request, response) => {
  void receive(request).then(
    (events) => {
      events.filter(({ id }) => !seen.has(id)).forEach(tell);
      response.writeHead(204).end();
    },
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
}).listen(Number(PORT ?? 8119), "127.0.0.1", () => console.log("受信できます。"));

async function receive(request: IncomingMessage): Promise<CloudEvent[]> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const header = (name: string): string => String(request.headers[`webhook-${name}`] ?? "");
  const body = Buffer.concat(parts).toString("utf8");
  return told({ id: header("id"), timestamp: header("timestamp"), signature: header("signature"), body }, secrets);
}

function tell(event: CloudEvent): void {
  seen.add(event.id);
  console.log(`${event.sequence ?? "試験"} ${event.type} ${event.subject}`);
}
