import type { Refused } from "./Refused";

interface FailureProps {
  failure: Refused;
  /** Absent where the operator repeats what they did. */
  retry?: () => void;
  isLoading?: boolean;
}

export function Failure({ failure, retry, isLoading = false }: FailureProps) {
  return (
    <div className="notice notice-error" role="alert">
      <p className="failure-title">{failure.message}</p>
      <p className="muted">{explain(failure)}</p>
      {retry && (
        <div className="actions">
          <button type="button" aria-disabled={isLoading} onClick={() => isLoading || retry()}>Try again</button>
        </div>
      )}
    </div>
  );
}

function explain({ status, isPassing }: Refused): string {
  const name = status === 0 ? "No answer." : `Status ${status}.`;
  return isPassing ? `${name} The page tries again by itself.` : name;
}
