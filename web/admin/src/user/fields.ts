/** The fields of a user in the order in which they are shown. */
const LABELS: Record<string, string> = {
  name: "Name",
  firstName: "First name",
  lastName: "Last name",
  username: "Username",
  email: "E-mail address",
  emailVerified: "E-mail verified",
  phoneNumber: "Phone number",
  imageUrl: "Picture",
  publicMetadata: "Public metadata",
  referenceId: "Reference id",
  banned: "Banned",
  locked: "Locked",
  createdAt: "Created",
  updatedAt: "Updated",
  lastSignInAt: "Last sign-in",
  lastActiveAt: "Last active",
  tokenIdentifiers: "Token identifiers",
  provider: "Provider",
  version: "Version",
};

const TIMES = new Set(["createdAt", "updatedAt", "lastSignInAt", "lastActiveAt"]);

export const labelOf = (field: string) => LABELS[field] ?? field;

export const isTime = (field: string, value: unknown): value is string => TIMES.has(field) && typeof value === "string";

/** Names of fields in the order in which they are shown; those that the page does not know come last. */
export function inOrder(fields: Iterable<string>): string[] {
  const order = Object.keys(LABELS);
  const place = (field: string) => order.includes(field) ? order.indexOf(field) : order.length;
  return [...fields].sort((a, b) => place(a) - place(b));
}

/** A value in words. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
