import type { ReactNode } from "react";
import { Failure } from "./Failure";
import type { Call } from "./useCall";

interface ShownProps<T> {
  call: Call<T>;
  /** What is loaded, as in "Loading the user…". */
  what: string;
  children: (data: T) => ReactNode;
}

/** The states of a call: loading, which shows only when it takes long, failed, and the data. */
export function Shown<T>({ call, what, children }: ShownProps<T>) {
  const { data, failure, isLoading, reload } = call;
  return (
    <>
      {failure && <Failure failure={failure} retry={reload} isLoading={isLoading} />}
      {data === null && failure === null && (
        <div className="loading appear-late" role="status">
          <div className="progress" />
          <p className="muted">Loading {what}…</p>
        </div>
      )}
      {data !== null && children(data)}
    </>
  );
}
