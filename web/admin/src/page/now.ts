import { stored } from "@example/page/stored";

const EVERY_MS = 5_000;

/** The time to which times are relative. It moves on by itself. */
export const now = stored(Date.now());

setInterval(() => now.write(Date.now()), EVERY_MS);
