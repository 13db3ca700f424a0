/** Refusals of the service as errors that a program can tell apart and a person can read. */

import type { Schema } from "./shapes.js";

/** 断り: the service said no, in a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";
  /** For programs, and for ever; its words are in the labels. */
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly details: Schema["Problem"]["details"];
  readonly requestId: string;
  /** The wrong fields, in the order in which they were found. */
  readonly fields: readonly Schema["FieldProblem"][];

  constructor(document: Schema["Problem"]) {
    super(document.title);
    this.code = document.code;
    this.status = document.status;
    this.detail = document.detail;
    this.details = document.details;
    this.requestId = document.request_id;
    this.fields = document.errors ?? [];
  }

  /** Give the problems of one field, and of the fields inside it, by its JSON pointer. */
  at(pointer: string): readonly Schema["FieldProblem"][] {
    return this.fields.filter((field) => field.pointer === pointer || field.pointer?.startsWith(`${pointer}/`));
  }
}

/** 読めない回答: something that is not the service answered, such as a proxy on the way. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";

  constructor(readonly status: number) {
    super(`予期しない回答を受け取りました（HTTP ${status}）。`);
  }
}

/** Read the refusal in an answer. */
export async function refusalIn(answer: Response): Promise<Problem | UnexpectedAnswer> {
  if (answer.headers.get("content-type") !== "application/problem+json") {
    await answer.body?.cancel();
    return new UnexpectedAnswer(answer.status);
  }
  return new Problem((await answer.json()) as Schema["Problem"]);
}
