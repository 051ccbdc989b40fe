/** `GET /admin/sync` */
export interface SyncStatus {
  state: "idle" | "running" | "completed" | "failed" | "cancelled";
  startedAt: string | null;
  finishedAt: string | null;
  provider: string;
  dryRun: boolean;
  total: number | null;
  seen: number;
  created: number;
  updated: number;
  unchanged: number;
  missingHere: number;
  staleHere: number;
  goneThere: number;
  deleted: number;
  errors: number;
  requests: number;
  lastError: string | null;
  lanes: { head: Lane | null; deletion: Lane | null };
  drift: { since: string | null; byPullOnly: number };
}

/** The last time that a lane ran. */
export interface Lane {
  startedAt: string;
  finishedAt: string;
  seen: number;
  missingHere: number;
  staleHere: number;
  goneThere: number;
  errors: number;
  requests: number;
  lastError: string | null;
}

export const callOf = (provider: string) => `sync?provider=${encodeURIComponent(provider)}`;
