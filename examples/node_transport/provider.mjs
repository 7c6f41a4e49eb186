#!/usr/bin/env node
// A transport provider in Node.js for the role transport: `mapi-tck run --role transport "stdio:node provider.mjs"`.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nextMessage, Refusal, say } from "./conversation.mjs";
import { World } from "./mail_servers.mjs";
import * as m from "./mapi.mjs";
import { Transport } from "./transport.mjs";
import { choose, MISTAKES } from "./wrong.mjs";

const USAGE = "usage: provider.mjs [--no-test-bed] [--wrong=NAME] | --list-wrong | --help";

let world = new World();
let logons = new Map(); // handle → transport
let statusObjects = new Map(); // handle → transport
let handles = 0; // a handle is never given twice

/** The transport behind a handle. A program that does not find it must say so: it is a mistake of the other side. */
function behind(objects, handle) {
  const transport = objects.get(handle);
  if (!transport) throw new ProtocolError(`there is no object ${handle}`);
  return transport;
}

class ProtocolError extends Error {}

const provider = {
  async transport_logon({ support, transport: traits }) {
    const transport = new Transport(world, support.support, traits);
    await transport.makeRow();
    const handle = `logon-${++handles}`;
    logons.set(handle, transport);
    return { xp_logon: handle, flags: m.LOGON_SP_POLL };
  },
  test_bed: () => (hasTestBed ? { transport_bed: "bed" } : null),
  close: () => null,
};

const xpLogon = {
  address_types: () => ["NODE"],
  transport_notify: (transport, { flags, data }) => transport.notify(flags, data),
  transport_logoff(transport, _, handle) {
    transport.logOff();
    logons.delete(handle);
  },
  submit_message: (transport, { message }) => transport.submit(message.token),
  end_message: (transport, { reference }) => transport.end(reference),
  start_message: (transport, { message }) => transport.start(message.incoming_message),
  poll: (transport) => transport.server.waiting.length > 0,
  open_status_entry(transport, { interface: iid, flags }) {
    transport.openStatus(iid, flags);
    const handle = `status-${++handles}`;
    statusObjects.set(handle, transport);
    return { transport_status: handle, object_type: m.MAPI_STATUS };
  },
  validate_state: (transport, { flags }) => transport.validate(flags),
  flush_queues: (transport, { flags }) => transport.announce(flags),
};

const transportStatus = {
  get_props: (transport, { tags, flags }) => transport.props(tags, flags),
  validate_state: (transport, { flags }) => transport.validate(flags),
  flush_queues: (transport, { target, flags }) => transport.request(flags, target !== null),
  release: (_, __, handle) => void statusObjects.delete(handle),
};

const transportBed = {
  reset() {
    world = new World();
    logons.clear();
    statusObjects.clear();
  },
  arrive: ({ transport, tokens }) => void world.server(transport).waiting.push(...tokens),
  waiting: ({ transport }) => world.server(transport).waiting,
  sent: ({ transport }) => world.server(transport).sent,
  set_far_end: ({ transport, far_end }) => world.server(transport).behave(far_end),
  set_user: ({ present }) => void (world.userPresent = present),
  prompts: () => world.prompts,
  live_objects: () => ({ line: world.lines.size }),
};

/** Does what is asked for, and answers the value of the result. */
async function perform(method, { object, ...params }) {
  const [kind, name] = method.split(".");
  const table = { provider, xp_logon: xpLogon, transport_status: transportStatus, transport_bed: transportBed }[kind];
  if (!table || !Object.hasOwn(table, name)) throw new ProtocolError(`there is no method ${method}`);
  if (kind === "provider" || kind === "transport_bed") return await table[name](params);
  const transport = behind(kind === "xp_logon" ? logons : statusObjects, object);
  if (transport.hasEnded && name !== "release") throw new Refusal(m.MAPI_E_END_OF_SESSION);
  return await table[name](transport, params, object);
}

/** The success code of a call: GetProps says with a warning that a value is missing. */
function success(method, value) {
  const lacks = method === "transport_status.get_props" && value.some((slot) => (slot.tag & 0xffff) === m.PT_ERROR);
  return lacks ? m.MAPI_W_ERRORS_RETURNED : m.S_OK;
}

/** The files of this program: what is under test is more than the file that the command names. */
function files() {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const modules = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
  return modules.sort().map((name) => ({ name, file: folder + name }));
}

function hello({ protocol, role }) {
  if (role !== "transport") return { error: { code: -32001, message: "this program is a transport provider" } };
  const observes = hasTestBed ? ["calls", "objects", "queues", "ui"] : ["calls"];
  const description = { implementation: "Node.js transport", version: "1.0", vendor: "mapi-tck", observes, under_test: files() };
  const offers = ["xp_logon.poll", ...(hasTestBed ? Object.keys(transportBed).map((name) => `transport_bed.${name}`) : [])];
  return { result: { protocol, description, offers } };
}

/** The answer to a request. A refusal is a result, any other exception is an error of this program. */
async function answered({ method, params }) {
  if (method === "hello") return hello(params);
  try {
    const value = (await perform(method, params)) ?? null;
    return { result: { code: success(method, value), value } };
  } catch (error) {
    if (error instanceof Refusal) return { result: { code: error.code, value: null } };
    return { error: { code: error instanceof ProtocolError ? -32602 : -32000, message: error.message } };
  }
}

function told(argument) {
  if (argument === "--help") console.log(USAGE);
  else if (argument === "--list-wrong") for (const [name, what] of Object.entries(MISTAKES)) console.log(`${name}  ${what}`);
  else if (argument === "--no-test-bed") return void (hasTestBed = false);
  else if (argument.startsWith("--wrong=") && Object.hasOwn(MISTAKES, argument.slice(8))) return choose(argument.slice(8));
  else {
    console.error(`provider.mjs: unknown option ${argument} (${USAGE})`);
    process.exit(2);
  }
  process.exit(0);
}

let hasTestBed = true;
process.argv.slice(2).forEach(told);
for (let message = await nextMessage(); message !== null; message = await nextMessage()) {
  say({ id: message.id, ...(await answered(message)) });
  if (message.method === "provider.close") break;
}
process.exit(0);
