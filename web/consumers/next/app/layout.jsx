import { Users } from "./users";

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <Users>{children}</Users>
      </body>
    </html>
  );
}
