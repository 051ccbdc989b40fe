"use client";

import { OrleansUsersProvider } from "@orleans-users/react";

const useAuth = () => ({ isLoaded: true, isSignedIn: false, userId: null, getToken: async () => null });

export function Users({ children }) {
  return (
    <OrleansUsersProvider url="" useAuth={useAuth}>
      {children}
    </OrleansUsersProvider>
  );
}
