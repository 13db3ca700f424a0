// Run the browser's verifier over every export of a folder, and print what it found, one line of JSON each.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

const [program, folder, asked] = process.argv.slice(2);
runInThisContext(readFileSync(program, "utf8"));
for (const name of readdirSync(folder).sort()) {
  const bytes = readFileSync(join(folder, name));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let found;
  try {
    found = await globalThis.shinchokuVerifier.check(buffer, JSON.parse(asked ?? "{}"));
  } catch (error) {
    found = { unreadable: String(error) };
  }
  console.log(JSON.stringify({ name, ...found }));
}
