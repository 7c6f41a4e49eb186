// Deliberate mistakes, to see that the kit finds them: `--wrong=NAME` makes one.

/** Name → what is wrong. */
export const MISTAKES = {
  "lose-when-down": "a message for a mail server that is down is lost, and called sent",
  "forget-deferred": "deferred messages are never asked for",
  "keep-inbound-bit": "STATUS_INBOUND_FLUSH stays when the inbound phase ends",
};

let chosen = null;

export const choose = (name) => void (chosen = name);
export const isWrong = (name) => chosen === name;
