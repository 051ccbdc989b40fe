import { stored, useStored } from "../page/stored";

/** Somebody who has an account at the provider, whether or not the server has heard of them. */
export interface Person {
  id: string;
  name: string;
  email: string;
  createdAt: number;
  isDeleted?: boolean;
}

interface Directory {
  people: readonly Person[];
  /** Whom the panel "Play Clerk" shows. */
  chosen: string;
}

const account = (id: string, name: string): Person => ({
  id,
  name,
  email: `${id.replace("user_", "")}@example.test`,
  createdAt: Date.now(),
});

export const READY = [
  account("user_ada", "Ada Lovelace"),
  account("user_grace", "Grace Hopper"),
  account("user_alan", "Alan Turing"),
] as const;

const directory = stored<Directory>({ people: READY, chosen: READY[0].id }, "example.directory");

export const useDirectory = () => useStored(directory);

export const personOf = (id: string): Person => directory.read().people.find(person => person.id === id) ?? account(id, nameFrom(id));

export const choose = (id: string) => directory.write({ ...directory.read(), chosen: id });

export function register(id: string, name: string): Person {
  const person = directory.read().people.find(one => one.id === id) ?? account(id, name);
  return keep({ ...person, name });
}

export function keep(person: Person): Person {
  const others = directory.read().people.filter(one => one.id !== person.id);
  directory.write({ people: [...others, person].sort((a, b) => a.createdAt - b.createdAt || order(a) - order(b)), chosen: person.id });
  return person;
}

/** An account of the same name under an id that no deletion has used up. */
export function registerAnew(name: string): Person {
  return register(idFor(`${name} ${Math.random().toString(36).slice(2, 6)}`), name);
}

export const idFor = (name: string) =>
  `user_${name.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "") || "new"}`;

const nameFrom = (id: string) => id.replace(/^user_/, "").replace(/_/g, " ");
const order = (person: Person) => READY.findIndex(one => one.id === person.id);
