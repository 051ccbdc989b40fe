"use client";

import { useCurrentUser } from "@orleans-users/react";

export const Status = () => <p>The user is {useCurrentUser().status}</p>;
