import { OrleansUsersProvider } from "@orleans-users/react";
import { Status } from "./status";

// Without "use client" in the package a server component cannot import it.
export default function Page() {
  return (
    <>
      <p>The provider is a {typeof OrleansUsersProvider}</p>
      <Status />
    </>
  );
}
