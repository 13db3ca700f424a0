/** What the types of the client must refuse: each line below an expectation is a mistake, and the compiler says so. */

import { part, type Problem, Shinchoku } from "../src/client.js";

const of = { lg_code: "43100", fiscal_year: 2025 };

export async function misuse(office: Shinchoku, problem: Problem): Promise<void> {
  // @ts-expect-error - there is no such command
  await office.perform("submit-progres-report", of);
  // @ts-expect-error - the year is missing
  await office.perform("submit-progress-report", { lg_code: "43100" });
  // @ts-expect-error - no rank has this name
  await office.perform("approve-progress-report", { ...of, rank: "mayor", decision_number: "1" });
  // @ts-expect-error - what somebody saw has a version
  await office.perform("submit-progress-report", of, { on: "3" });
  // @ts-expect-error - a status is one of the document's
  part("report-measure", { ...of, statement: { measure_id: "measure:43100-0001", status: "finished" } });
  // @ts-expect-error - the sheet is the sheet of somebody
  await office.get("/api/v1/rounds/{fiscal_year}/measure-sheet", { path: { fiscal_year: 2025 } });
  // @ts-expect-error - a board has no pages
  office.every("/api/v1/rounds/{fiscal_year}/board", { path: { fiscal_year: 2025 } });
  // @ts-expect-error - a figure that may be absent is not yet a text
  (await office.get("/api/v1/rounds/{fiscal_year}/board", { path: { fiscal_year: 2025 } })).squares[0].object_id.length;
  // @ts-expect-error - a code is not a status
  problem.code === 409;
}
