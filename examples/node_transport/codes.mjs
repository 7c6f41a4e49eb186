// Result codes are unsigned: the highest bit says that a call has failed.
export * from "./mapi.mjs";

export const failed = (code) => code >= 0x80000000;
