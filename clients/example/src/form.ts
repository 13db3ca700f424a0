/** 記入票: what the office states about its measures, as one bundle. */

import { type Part, part, type Schema, type Seen } from "shinchoku-client";
import type { FormPlace } from "./paper.js";

/** Which office, in which year. */
export interface Of {
  readonly lg_code: string;
  readonly fiscal_year: number;
}

type Statement = Schema["MeasureStatementInput"];

/** 記入票. */
export class Form {
  readonly #of: Of;
  readonly #lines: readonly Schema["SheetLine"][];
  readonly #unchanged: string;

  /** One measure is confirmed as unchanged: the first of which something was accepted a year ago, else the first. */
  constructor(sheet: Schema["MeasureSheet"]) {
    this.#of = { lg_code: sheet.lg_code, fiscal_year: sheet.fiscal_year };
    this.#lines = sheet.lines;
    this.#unchanged = (sheet.lines.find((line) => line.may_be_confirmed_unchanged) ?? sheet.lines[0])?.measure_id ?? "";
  }

  /** Write the commands, with whatever the clerk's pen changes in the statements that are written out. */
  commands(seen: Seen, pen: (statement: Statement) => Statement = (statement) => statement): Part[] {
    return this.#lines.map((line) => {
      if (line.measure_id === this.#unchanged && line.may_be_confirmed_unchanged) {
        return part("confirm-unchanged", { ...this.#of, measures: [line.measure_id] }, seen);
      }
      const statement = this.#statement(line);
      return part("report-measure", { ...this.#of, statement: statement.no_change ? statement : pen(statement) }, seen);
    });
  }

  /** Tell where a pointer into the bundle leads. */
  placeOf(pointer: string): FormPlace {
    const [, , nth, , , field] = pointer.split("/");
    const line = this.#lines[Number(nth)];
    return { line: line === undefined ? pointer : `${line.title}（${line.measure_id}）`, field: field ?? "" };
  }

  #statement({ measure_id, stage }: Schema["SheetLine"]): Statement {
    const status = stage === "under-study" ? "under-study" : "under-way";
    if (measure_id === this.#unchanged) return { measure_id, status, no_change: true };
    return { measure_id, status, no_change: false, narrative: "庁内で検討を進めた。サンプル（架空値）" };
  }
}
