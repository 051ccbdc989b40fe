"use client";

export type { Auth } from "./Auth.js";
export type { CurrentUserState } from "./CurrentUserState.js";
export type { Message } from "./Message.js";
export { type ErrorCode, OrleansUsersError } from "./OrleansUsersError.js";
export { OrleansUsersProvider, type OrleansUsersProviderProps } from "./OrleansUsersProvider.js";
export { useCurrentUser } from "./useCurrentUser.js";
export { type Messages, useMessages } from "./useMessages.js";
export type { PublicProfile, User } from "./User.js";
export { useStoreUserEffect } from "./useStoreUserEffect.js";
export { useUsers } from "./useUsers.js";
