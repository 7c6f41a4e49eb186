// What lies behind the provider: a mail server for each transport, one modem for all of them, and a user before a screen.
import { MAPI_E_BUSY } from "./mapi.mjs";
import { Refusal } from "./conversation.mjs";

/** The far end of the transport of that name. It outlives the transport's logons. */
class MailServer {
  waiting = []; // to be received
  sent = []; // what it has taken
  moved = 0; // messages in both directions, since it was made to behave as it does
  farEnd = { condition: "up", seconds: 0, after: 0 };

  behave(farEnd) {
    this.farEnd = farEnd;
    this.moved = 0;
  }

  get isDown() {
    return this.farEnd.condition === "down" && this.moved >= this.farEnd.after;
  }

  get refuses() {
    return this.farEnd.condition === "refusing";
  }

  /** Seconds that a message takes. */
  get pace() {
    return this.farEnd.condition === "slow" ? this.farEnd.seconds : 0;
  }

  take(token) {
    this.sent.push(token);
    this.moved++;
  }

  delivered() {
    this.waiting.shift();
    this.moved++;
  }
}

/** Everything behind the provider. A scenario begins with a new one. */
export class World {
  #servers = new Map();
  #modem = null; // the transport that has dialled
  lines = new Set(); // the transports that hold a line
  prompts = [];
  userPresent = false;

  server(name) {
    if (!this.#servers.has(name)) this.#servers.set(name, new MailServer());
    return this.#servers.get(name);
  }

  /** Opens the transport's line. A local network gives one to each transport; all others share the modem, and dialling asks the user. */
  open(transport, withoutUser) {
    if (this.lines.has(transport)) return;
    if (transport.kind !== "LAN") {
      if (this.#modem !== null) throw new Refusal(MAPI_E_BUSY);
      this.#modem = transport;
      if (!withoutUser && this.userPresent) this.prompts.push({ owner: transport.name, kind: "dialog" });
    }
    this.lines.add(transport);
  }

  close(transport) {
    this.lines.delete(transport);
    if (this.#modem === transport) this.#modem = null;
  }
}
