import { Mark } from "@example/page/Mark";
import { signOut } from "../session/session";
import { hrefOf, VIEWS, type Route } from "./route";

export function Header({ route }: { route: Route }) {
  return (
    <header className="bar">
      <div className="bar-line">
        <p className="brand"><Mark />OrleansUsers <span className="brand-part">operator</span></p>
        <button type="button" className="quiet" onClick={signOut}>Sign out</button>
      </div>
      <nav aria-label="Views">
        <ul className="tabs">
          {VIEWS.map(({ view, title }) => (
            <li key={view}>
              <a
                href={hrefOf(view)}
                aria-current={route.view !== view ? undefined : route.userId === null ? "page" : "true"}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
