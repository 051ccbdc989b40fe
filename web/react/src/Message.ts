/** A message with its author's name as it is now, or `Anonymous` once the author is gone. Times are ISO 8601 in UTC. */
export interface Message {
  id: string;
  channel: string;
  body: string;
  userId: string;
  author: string;
  /** Who acted as the user when it was sent; missing when the user did. */
  actor?: string;
  createdAt: string;
}
