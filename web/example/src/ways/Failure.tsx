import type { CurrentUserState } from "@orleans-users/react";
import { registerAnew, type Person } from "../clerk/directory";
import { SendCreated } from "../clerk/SendCreated";
import { sessions } from "../sign-in/session";
import { NoToken } from "../sign-in/token";
import { FAILURES } from "./failures";
import type { WayText } from "./way";

interface FailureProps {
  way: WayText;
  person: Person;
  error: NonNullable<CurrentUserState["error"]>;
  retry: () => void;
}

export function Failure({ way, person, error, retry }: FailureProps) {
  const { title, explanation } = FAILURES[error.code];
  return (
    <div className="notice notice-error">
      <h3>{title}</h3>
      <p>
        {explanation ?? (error.cause instanceof NoToken ? error.cause.message : error.message)}
        {error.code === "unavailable" && " The client keeps trying."}
      </p>
      <p className="id">{person.id}</p>
      <div className="actions">
        {error.code === "deleted"
          ? <SignInAnew way={way} name={person.name} />
          : (
            <>
              {error.code === "not-stored" && <SendCreated person={person} />}
              <button type="button" onClick={retry}>Try again</button>
            </>
          )}
      </div>
    </div>
  );
}

function SignInAnew({ way, name }: { way: WayText; name: string }) {
  return (
    <button type="button" className="primary" onClick={() => sessions[way.id].signIn(registerAnew(name).id)}>
      Sign in as a new {name}
    </button>
  );
}
