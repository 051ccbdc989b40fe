/** A message with its author's name as it is now, or `Anonymous` once the author is gone. Times are ISO 8601 in UTC. */
export interface Message {
  id: string;
  channel: string;
  body: string;
  userId: string;
  author: string;
  createdAt: string;
}
