import type { Source } from "../wire/lines";

export type WayId = Extract<Source, "store" | "webhook">;

export interface WayText {
  id: WayId;
  number: number;
  title: string;
  pitch: string;
  code: string;
  waiting: string;
}

export const WAYS: Record<WayId, WayText> = {
  store: {
    id: "store",
    number: 1,
    title: "Store from the client",
    pitch: "After sign-in the client has the server store its user, from the claims of its own token.",
    code: "const { user } = useStoreUserEffect();",
    waiting: "Storing the user",
  },
  webhook: {
    id: "webhook",
    number: 2,
    title: "Wait for the webhook",
    pitch: "Clerk reports each user by a signed webhook. The client waits for its own.",
    code: "const { user } = useCurrentUser();",
    waiting: "Waiting for the webhook",
  },
};
