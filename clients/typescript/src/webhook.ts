/** What a registered webhook receives: its types from the OpenAPI document, and how to know that it is genuine. */

import type { components } from "./schema.js";

/** 配信される出来事: CloudEvents 1.0. */
export type CloudEvent = components["schemas"]["CloudEvent"];

/** The headers and the body of a message, exactly as they came: a body that was parsed and written again is another. */
export interface Message {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: string;
}

const TOLERANCE_SECONDS = 300;
const PREFIX = "whsec_";

/**
 * Tell what a message says, or throw: a signature that is not ours, or a time too far off for it to be no copy. While a
 * secret is being rotated any of the secrets that the receiver knows may fit. A batch is told in its order. The same event
 * may come twice; its `id` stays the same.
 */
export async function told(message: Message, secrets: readonly string[], now = Date.now()): Promise<CloudEvent[]> {
  if (!(Math.abs(now / 1000 - Number(message.timestamp)) <= TOLERANCE_SECONDS)) throw new Error("the time is too far off");
  const given = message.signature.split(" ").filter((each) => each.startsWith("v1,"));
  for (const secret of secrets) {
    for (const each of given) {
      if (await fits(secret, each.slice(3), `${message.id}.${message.timestamp}.${message.body}`)) {
        const events = JSON.parse(message.body) as CloudEvent | CloudEvent[];
        return Array.isArray(events) ? events : [events];
      }
    }
  }
  throw new Error("the signature does not fit");
}

/** Compare in a time that does not tell how much of a forged signature was right. */
async function fits(secret: string, signature: string, signed: string): Promise<boolean> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret.replace(PREFIX, "")), algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, key, bytes(signature), new TextEncoder().encode(signed));
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
