export * from "@orleans-users/react";
