import * as users from "@orleans-users/react";

console.log(Object.keys(users).join(" "));
