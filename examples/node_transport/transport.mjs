// IXPLogon, IMAPIStatus and the status row of one transport.
import { setTimeout as wait } from "node:timers/promises";
import * as m from "./mapi.mjs";
import { callBack, Refusal } from "./conversation.mjs";
import { isWrong } from "./wrong.mjs";

const READY = m.STATUS_AVAILABLE | m.STATUS_INBOUND_ENABLED | m.STATUS_OUTBOUND_ENABLED;
const DIRECTIONS = m.FLUSH_UPLOAD | m.FLUSH_DOWNLOAD;
const FLUSH_FLAGS = DIRECTIONS | m.FLUSH_FORCE | m.FLUSH_NO_UI | m.FLUSH_ASYNC_OK;
const VALIDATE_FLAGS =
  m.SUPPRESS_UI | m.REFRESH_XP_HEADER_CACHE | m.PROCESS_XP_HEADER_CACHE | m.FORCE_XP_CONNECT | m.FORCE_XP_DISCONNECT |
  m.CONFIG_CHANGED | m.ABORT_XP_HEADER_OPERATION | m.SHOW_XP_SESSION_UI;
const OPEN_FLAGS = m.MAPI_MODIFY | m.MAPI_DEFERRED_ERRORS | m.MAPI_BEST_ACCESS;

const hex = (text) => Buffer.from(text, "utf8").toString("hex");
// Bit operations give signed numbers in JavaScript; the protocol wants them without a sign.
const unsigned = (number) => number >>> 0;
const outboundFirst = (directions) => (directions & m.FLUSH_UPLOAD ? m.FLUSH_UPLOAD : directions & m.FLUSH_DOWNLOAD);

/** Throws if a flag is not known. */
function check(flags, known) {
  if (unsigned(flags & ~known)) throw new Refusal(m.MAPI_E_UNKNOWN_FLAGS);
}

export class Transport {
  announced = 0; // directions of the flush under way, as far as they have not ended
  phase = 0; // the one of them whose turn it is: its bit is in the row
  requested = 0; // directions that a client wants, and the spooler has not announced: their bits are in the row too
  atHand = null; // the message between SubmitMessage and EndMessage
  references = 0;
  hasWaited = false; // the spooler has been asked once to wait with the next message
  isCutOff = false; // the mail server did not answer when it was last tried
  hasDeferred = false; // the spooler keeps messages until they are asked for
  hasEnded = false;

  constructor(world, support, traits) {
    this.world = world;
    this.support = support;
    this.server = world.server(traits.name);
    Object.assign(this, { name: traits.name, kind: traits.kind, asynchronous: traits.asynchronous });
    this.methods = m.STATUS_VALIDATE_STATE | (traits.supports_flush ? m.STATUS_FLUSH_QUEUES : 0);
  }

  // -- the status row -------------------------------------------------------------------------------------------------

  #state() {
    const directions = this.phase | this.requested;
    const bits =
      (directions & m.FLUSH_UPLOAD ? m.STATUS_OUTBOUND_FLUSH : 0) | (directions & m.FLUSH_DOWNLOAD ? m.STATUS_INBOUND_FLUSH : 0);
    const idle = this.isCutOff ? "The mail server does not answer" : "Ready";
    const text = { [m.FLUSH_UPLOAD]: "Sending", [m.FLUSH_DOWNLOAD]: "Receiving" }[this.phase] ?? idle;
    return [
      { tag: m.PR_STATUS_CODE, value: unsigned(READY | bits) },
      { tag: m.PR_STATUS_STRING_A, value: text },
    ];
  }

  #row() {
    return [
      { tag: m.PR_DISPLAY_NAME_A, value: this.name },
      { tag: m.PR_PROVIDER_DISPLAY_A, value: `Node.js transport (${this.kind})` },
      { tag: m.PR_RESOURCE_METHODS, value: this.methods },
      { tag: m.PR_IDENTITY_DISPLAY_A, value: this.name },
      { tag: m.PR_IDENTITY_ENTRYID, value: "00000000" + hex(this.name) },
      { tag: m.PR_IDENTITY_SEARCH_KEY, value: hex(`NODE:${this.name.toUpperCase()}\0`) },
      ...this.#state(),
    ];
  }

  async makeRow() {
    await callBack("support.modify_status_row", this.support, { values: this.#row(), flags: 0 });
  }

  async #showState() {
    await callBack("support.modify_status_row", this.support, { values: this.#state(), flags: m.STATUSROW_UPDATE });
  }

  // -- a flush --------------------------------------------------------------------------------------------------------

  /** IXPLogon::FlushQueues: the spooler announces a flush. */
  async announce(flags) {
    check(flags, FLUSH_FLAGS);
    const directions = flags & DIRECTIONS;
    if (!directions || (this.asynchronous && !(flags & m.FLUSH_FORCE))) return;
    this.world.open(this, flags & m.FLUSH_NO_UI);
    if (directions & m.FLUSH_UPLOAD && this.hasDeferred && !isWrong("forget-deferred")) {
      try {
        await callBack("support.spooler_notify", this.support, { flags: m.NOTIFY_SENTDEFERRED, data: null });
      } catch (error) {
        this.world.close(this);
        throw error;
      }
      this.hasDeferred = false;
    }
    this.requested &= ~directions;
    this.announced = directions;
    this.phase = outboundFirst(directions);
    await this.#showState();
  }

  /** IMAPIStatus::FlushQueues: a client wants a flush. The bits in the row make the spooler announce one. */
  async request(flags, hasTarget) {
    if (!(this.methods & m.STATUS_FLUSH_QUEUES)) throw new Refusal(m.MAPI_E_NO_SUPPORT);
    if (hasTarget) throw new Refusal(m.MAPI_E_INVALID_PARAMETER);
    check(flags, FLUSH_FLAGS);
    if (this.announced || this.requested) throw new Refusal(m.MAPI_E_BUSY);
    if (!(flags & DIRECTIONS) || (this.asynchronous && !(flags & m.FLUSH_FORCE))) return;
    this.requested = flags & DIRECTIONS;
    await this.#showState();
  }

  /** IXPLogon::TransportNotify. */
  async notify(flags, data) {
    const begun =
      (flags & m.NOTIFY_BEGIN_OUTBOUND_FLUSH ? m.FLUSH_UPLOAD : 0) | (flags & m.NOTIFY_BEGIN_INBOUND_FLUSH ? m.FLUSH_DOWNLOAD : 0);
    const ended =
      (flags & m.NOTIFY_END_OUTBOUND_FLUSH ? m.FLUSH_UPLOAD : 0) | (flags & m.NOTIFY_END_INBOUND_FLUSH ? m.FLUSH_DOWNLOAD : 0);
    if (flags & m.NOTIFY_CANCEL_MESSAGE) this.#cancel(data);
    if (ended) await this.#end(ended);
    else if (begun) await this.announce(begun | m.FLUSH_FORCE);
  }

  #cancel(data) {
    // `data` is the reference of the message as a ULONG, low byte first. Without it the message at hand is meant.
    if (this.atHand && (data === null || parseInt(Buffer.from(data, "hex").reverse().toString("hex"), 16) === this.atHand.reference))
      this.atHand.isCancelled = true;
  }

  async #end(ended) {
    if (ended === DIRECTIONS) {
      // The spooler shuts down. What was wanted is left.
      this.requested = 0;
      if (this.atHand) this.atHand.isCancelled = true;
    }
    this.announced &= ~ended;
    this.phase = outboundFirst(this.announced);
    if (!this.announced) this.world.close(this);
    if (isWrong("keep-inbound-bit") && ended & m.FLUSH_DOWNLOAD) this.phase = m.FLUSH_DOWNLOAD;
    await this.#showState();
  }

  /** Ends a phase that cannot go on: its bit is cleared, and the spooler takes note. */
  async #breakOff(direction) {
    this.isCutOff = true;
    if (this.phase !== direction) return;
    this.phase = 0;
    await this.#showState();
  }

  // -- messages -------------------------------------------------------------------------------------------------------

  /** IXPLogon::SubmitMessage: only takes the message. EndMessage hands it over, so that it can be cancelled before. */
  async submit(token) {
    this.hasWaited = this.server.pace > 0 && !this.hasWaited;
    if (this.hasWaited) return { reference: 0, wait_seconds: this.server.pace };
    if (this.server.isDown && !isWrong("lose-when-down")) {
      await this.#breakOff(m.FLUSH_UPLOAD);
      throw new Refusal(m.MAPI_E_NETWORK_ERROR);
    }
    this.isCutOff = false;
    this.atHand = { token, reference: ++this.references, isCancelled: false };
    return { reference: this.atHand.reference, wait_seconds: 0 };
  }

  /** IXPLogon::EndMessage: answers what the spooler does with the message. */
  end(reference) {
    const message = this.atHand;
    if (message?.reference !== reference) throw new Refusal(m.MAPI_E_INVALID_PARAMETER);
    this.atHand = null;
    if (message.isCancelled) return m.END_RESEND_LATER;
    if (this.server.isDown) return isWrong("lose-when-down") ? 0 : m.END_RESEND_LATER;
    if (this.server.refuses) {
      this.hasDeferred = true;
      return m.END_DONT_RESEND;
    }
    this.server.take(message.token);
    return 0;
  }

  /** IXPLogon::StartMessage: fills the empty message with what waits first. */
  async start(message) {
    const token = this.server.waiting[0];
    if (token !== undefined) {
      if (this.server.isDown || this.server.refuses) {
        await this.#breakOff(m.FLUSH_DOWNLOAD);
        throw new Refusal(m.MAPI_E_NETWORK_ERROR);
      }
      this.isCutOff = false;
      await wait(this.server.pace * 1000);
      await callBack("incoming_message.set_token", message, { token });
      await callBack("incoming_message.save_changes", message, { flags: 0 });
      this.server.delivered();
    }
    return { reference: 1, wait_seconds: 0 };
  }

  /** IXPLogon::ValidateState and IMAPIStatus::ValidateState. */
  async validate(flags) {
    check(flags, VALIDATE_FLAGS);
    this.isCutOff = this.server.isDown;
    await this.#showState();
  }

  logOff() {
    this.world.close(this);
    this.hasEnded = true;
  }

  // -- the status object ----------------------------------------------------------------------------------------------

  /** IXPLogon::OpenStatusEntry. MAPI_MODIFY changes nothing: the object has nothing that could be written. */
  openStatus(iid, flags) {
    check(flags, OPEN_FLAGS);
    if (iid !== null && iid.toUpperCase() !== m.IID_IMAPIStatus) throw new Refusal(m.MAPI_E_INTERFACE_NOT_SUPPORTED);
  }

  /** IMAPIProp::GetProps: the values, one for each tag, in the same order. */
  props(tags, flags) {
    check(flags, m.MAPI_UNICODE);
    const values = [
      ...this.#row(),
      { tag: m.PR_PROVIDER_DLL_NAME_A, value: "NODEXP" },
      { tag: m.PR_RESOURCE_FLAGS, value: m.STATUS_NO_DEFAULT_STORE },
      { tag: m.PR_RESOURCE_TYPE, value: m.MAPI_TRANSPORT_PROVIDER },
      { tag: m.PR_OBJECT_TYPE, value: m.MAPI_STATUS },
    ];
    return tags.map((tag) => property(values, tag, flags));
  }
}

const STRINGS = [m.PT_STRING8, m.PT_UNICODE];

/** The value for the tag, of the width that it asks for; or an error slot. */
function property(values, tag, flags) {
  const found = values.find((value) => value.tag >>> 16 === tag >>> 16);
  const wide = flags & m.MAPI_UNICODE ? m.PT_UNICODE : m.PT_STRING8;
  if (found) {
    const kept = found.tag & 0xffff;
    const wanted = tag & 0xffff || (STRINGS.includes(kept) ? wide : kept);
    if (wanted === kept) return found;
    if (STRINGS.includes(wanted) && STRINGS.includes(kept)) return { tag: unsigned((tag & ~0xffff) | wanted), value: found.value };
  }
  return { tag: unsigned((tag & ~0xffff) | m.PT_ERROR), value: m.MAPI_E_NOT_FOUND };
}
