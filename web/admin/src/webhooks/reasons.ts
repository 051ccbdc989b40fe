/** The words by which the server names the reason of an outcome, as sentences. */
const REASONS: Record<string, string> = {
  type: "Events of this type change no user.",
  instance: "The event is of another instance than CLERK_INSTANCE_ID.",
  issuer: "The user is stored by an issuer that is not configured for this provider.",
  test: "It is a test event.",
  header: "A header of the signature is missing or doubled.",
  timestamp: "The time in the header is malformed, or more than 300 s off. See Check for the clock.",
  signature: "No secret fits the signature. See whether the secret is that of this endpoint.",
  token: "The bearer token is not one that is configured.",
  size: "The body is over 1 MiB.",
  overloaded: "Too many requests at that moment. The sender tries again.",
  body: "The body did not arrive in time.",
  deadline: "It was not done in 10 s. The sender tries again.",
  cluster: "The cluster was not available. The sender tries again.",
  store: "The database was not available. The sender tries again.",
  ahead: "The event is dated more than 10 minutes ahead of this clock.",
};

export const sentenceOf = (reason: string) => REASONS[reason] ?? reason;
