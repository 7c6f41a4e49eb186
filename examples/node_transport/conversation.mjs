// The conversation with the kit: "mapi-tck stdio 1" on standard input and output.
//
// The kit sends one request and waits for its answer. Before it answers, a transport provider may call the kit back: then the
// next line is the answer to that call. So one reader of lines serves both, and no line can be for anybody else.
import { createInterface } from "node:readline";
import { failed, MAPI_E_CALL_FAILED } from "./codes.mjs";

const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();
let callbacks = 0;

/** A failing code: part of a result, of the kit's as well as of this program's. */
export class Refusal extends Error {
  constructor(code) {
    super(`MAPI result 0x${code.toString(16)}`);
    this.code = code;
  }
}

/** The next message of the kit, or null when there are no more. */
export async function nextMessage() {
  const { value, done } = await lines.next();
  return done ? null : JSON.parse(value);
}

/** Writes one message. Node hands it on at once. */
export function say(message) {
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
}

/** Calls a method of an object that the kit has handed over, and waits for the answer. Throws a `Refusal` for a failing code. */
export async function callBack(method, object, params) {
  const id = `c${++callbacks}`;
  say({ id, method, params: { object, ...params } });
  const answer = await nextMessage();
  if (answer === null || answer.id !== id) throw new Error(`${method} was not answered`);
  if (answer.error) {
    // -32603 means that the kit failed in this call. After any other error it talks no more.
    if (answer.error.code !== -32603) throw new Error(`${method}: ${answer.error.message}`);
    throw new Refusal(MAPI_E_CALL_FAILED);
  }
  if (failed(answer.result.code ?? 0)) throw new Refusal(answer.result.code);
}
