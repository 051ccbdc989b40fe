import { useStored } from "@example/page/stored";
import { now } from "./now";
import { exactly, relatively } from "./times";

interface AgoProps {
  at: string;
  /** Shows the exact time, too. */
  isExact?: boolean;
}

/** A moment as "3 minutes ago". The exact time is its title. */
export function Ago({ at, isExact = false }: AgoProps) {
  const current = useStored(now);
  const exact = exactly(at);
  return (
    <>
      <time className="ago" dateTime={at} title={exact}>{relatively(at, current)}</time>
      {isExact && <> <span className="exact">{exact}</span></>}
    </>
  );
}
