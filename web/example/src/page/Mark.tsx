/** Two ways that end in one row. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="mark-store" d="M3 7h5c6 0 6 9 12 9" />
      <path className="mark-webhook" d="M3 25h5c6 0 6-9 12-9" />
      <circle cx="24" cy="16" r="5.5" />
    </svg>
  );
}
