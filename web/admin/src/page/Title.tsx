import { useEffect, useRef, type ReactNode } from "react";

interface TitleProps {
  /** For the title of the tab, which browsers keep in their history: nothing of a user. */
  tab: string;
  children: ReactNode;
}

/** The heading of a view. It gets the focus when the view opens, so that a screen reader and the keyboard go on from there. */
export function Title({ tab, children }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · OrleansUsers operator`;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [tab]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}
