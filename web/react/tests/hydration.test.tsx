import { render, waitFor } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { OrleansUsersProvider, useCurrentUser } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const at = useTestApp();

test("A page that a server rendered goes on without a mismatch", async () => {
  const complain = vi.spyOn(console, "error");
  at.auth.load("ada");
  at.server.users.put("ada");
  const Page = () => <p>{useCurrentUser().user?.name ?? "Nobody yet"}</p>;
  const app = (
    <OrleansUsersProvider url={at.server.url} useAuth={at.auth.useAuth}>
      <Page />
    </OrleansUsersProvider>
  );
  const container = document.createElement("div");
  container.innerHTML = renderToString(app);
  expect(container.textContent).toBe("Nobody yet");
  const page = render(app, { container, hydrate: true });
  await waitFor(() => expect(container.textContent).toBe("The ada"));
  expect(complain).not.toHaveBeenCalled();
  page.unmount();
});
