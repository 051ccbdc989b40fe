import { useEffect, useState } from "react";

const TOLD_MS = 2_000;

/** An id that can be selected, and copied by a button. */
export function Id({ children, what = "id" }: { children: string; what?: string }) {
  const [told, setTold] = useState("");
  useEffect(() => {
    if (told === "") return;
    const timer = setTimeout(() => setTold(""), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);

  // Browsers have no clipboard on pages without TLS, except on this machine.
  const copy = () => {
    if (navigator.clipboard === undefined) return setTold("Select it by hand");
    navigator.clipboard.writeText(children).then(() => setTold("Copied"), () => setTold("Select it by hand"));
  };

  return (
    <span className="id-line">
      <span className="id">{children}</span>
      <button type="button" className="copy" aria-label={`Copy ${what} ${children}`} title="Copy" onClick={copy}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
          <path d="M10.5 3.5v-.25c0-.7-.55-1.25-1.25-1.25h-5C3.55 2 3 2.55 3 3.25v5c0 .7.55 1.25 1.25 1.25h.25" />
        </svg>
      </button>
      <span className="copied" role="status">{told}</span>
    </span>
  );
}
