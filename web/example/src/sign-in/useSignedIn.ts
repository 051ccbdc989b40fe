import type { WayId } from "../ways/way";
import { sessions } from "./session";

export interface SignedIn {
  way: WayId;
  userId: string;
}

/** Who is signed in on this page, way by way. */
export function useSignedIn(): SignedIn[] {
  const store = sessions.store.useUserId();
  const webhook = sessions.webhook.useUserId();
  return [
    ...(store === null ? [] : [{ way: "store" as const, userId: store }]),
    ...(webhook === null ? [] : [{ way: "webhook" as const, userId: webhook }]),
  ];
}
