import { useEffect, useRef } from "react";
import { news } from "./news";
import { useStored } from "./stored";

/** Calls back after each change that the page hears of while the component is shown. */
export function useNews(refresh: () => void): void {
  const heard = useStored(news);
  const before = useRef(heard);
  useEffect(() => {
    if (before.current !== heard) refresh();
    before.current = heard;
  }, [heard, refresh]);
}
