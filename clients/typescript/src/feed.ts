/** The live feed of the record over `fetch`: `EventSource` could not send the key. */

import type { Row } from "./shapes.js";
import { type Line, send, sleep } from "./wire.js";

/** 出来事: one recorded fact as the feed tells it. */
export interface Told {
  readonly position: number;
  readonly topic: string;
  readonly entry: Row<"/api/v1/audit-timeline">;
}

/** Where a feed begins and how it is ended. */
export interface Following {
  /** Tell what comes after this position; when left out, what is recorded from the first connection on. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

const PAUSE = 2_000;

/**
 * Tell what is recorded, for as long as the caller listens. The service ends every feed after a while, and lines break:
 * each time the feed goes on after the last event that was told, so that nothing is told twice or left out.
 */
export async function* follow(line: Line, { after, signal }: Following = {}): AsyncGenerator<Told, void, undefined> {
  const place = { last: after, pause: PAUSE };
  while (!signal?.aborted) {
    yield* connection(line, place, signal);
    await sleep(place.pause, signal);
  }
}

interface Place {
  last: number | undefined;
  pause: number;
}

async function* connection(line: Line, place: Place, signal?: AbortSignal): AsyncGenerator<Told, void, undefined> {
  try {
    const headers = place.last === undefined ? {} : { "Last-Event-ID": String(place.last) };
    const answer = await send(line, { method: "GET", path: "/api/v1/feed", headers, signal, streamed: true });
    for await (const message of messages(lines(answer), place)) {
      place.last = message.position;
      yield message;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Give the lines of a stream; a line broken off by the end of a connection is none, and ends the connection. */
async function* lines(answer: Response): AsyncGenerator<string, void, undefined> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let read = await readOn(reader); read !== null; read = await readOn(reader)) {
      const parts = (rest + decoder.decode(read, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) yield part.endsWith("\r") ? part.slice(0, -1) : part;
    }
  } finally {
    await reader?.cancel().catch(() => undefined); // a line that broke cannot be hung up
  }
}

/** Read on; a broken line ends the stream as its orderly end does: in both cases the feed is resumed. */
async function readOn(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Uint8Array | null> {
  try {
    return (await reader?.read())?.value ?? null;
  } catch {
    return null;
  }
}

async function* messages(source: AsyncIterable<string>, place: Place): AsyncGenerator<Told, void, undefined> {
  let fields: Record<string, string> = {};
  for await (const line of source) {
    const [, name, value] = /^([^:]+): ?(.*)$/u.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      fields[name] = name === "data" && fields["data"] !== undefined ? `${fields["data"]}\n${value}` : value;
    }
    if (line !== "") continue;
    if (fields["retry"] !== undefined) place.pause = Number(fields["retry"]);
    if (fields["id"] !== undefined && fields["data"] !== undefined) yield toldBy(fields["id"], fields);
    fields = {};
  }
}

function toldBy(id: string, fields: Readonly<Record<string, string>>): Told {
  const entry = JSON.parse(fields["data"] ?? "") as Told["entry"];
  return { position: Number(id), topic: fields["event"] ?? entry.topic, entry };
}
