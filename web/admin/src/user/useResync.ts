import { Refused } from "../call/Refused";
import { get } from "../call/send";
import { useAction, type Action } from "../call/useAction";
import { callOfUser } from "./detail";
import { inOrder, labelOf } from "./fields";

interface Resynced {
  outcome: "created" | "updated" | "unchanged";
  changed: string[];
}

const CONFLICT = 409;

/** Reads one user from the provider again. */
export function useResync(id: string, onChange: () => void): Action<[]> {
  return useAction(async () => {
    const { outcome, changed } = await get<Resynced>(callOfUser(id, "/sync"), { method: "POST" }).catch(explain);
    if (outcome === "unchanged") return "The provider has the same data. Nothing was changed.";
    onChange();
    if (outcome === "created") return "The user was read from the provider and stored.";
    return changed.length === 0
      ? "The user was read from the provider. No field that readers see has changed."
      : `The user was read from the provider. Changed: ${inOrder(changed).map(labelOf).join(", ")}.`;
  });
}

function explain(reason: unknown): never {
  if (reason instanceof Refused && reason.status === CONFLICT && reason.message.startsWith("goneThere"))
    throw new Refused(CONFLICT, "The provider has no such user. Nothing was changed here. If the person is gone, delete the user.");
  throw reason;
}
