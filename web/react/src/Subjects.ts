/** Which subjects of tokens belong to which `userId`, as the tokens of this page have shown. */
export class Subjects {
  readonly #owners = new Map<string, string>();
  #areUserIds = false;

  /** Whose a token is: `unsure` when nothing speaks for or against the user. */
  ownerOf(subject: string, userId: string): "user" | "other" | "unsure" {
    this.#areUserIds ||= subject === userId;
    const owner = this.#areUserIds ? subject : this.#owners.get(subject);
    if (owner === undefined) return "unsure";
    return owner === userId ? "user" : "other";
  }

  keep(subject: string, userId: string): void {
    this.#owners.set(subject, userId);
  }
}

/** The `sub` of a token; null when it cannot be read, which is for the server to judge. */
export function subjectOf(token: string): string | null {
  try {
    const bytes = atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/"));
    const json = decodeURIComponent(Array.from(bytes, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""));
    const { sub } = JSON.parse(json) as { sub?: unknown };
    return typeof sub === "string" ? sub : null;
  } catch {
    return null;
  }
}
