import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./style/page.css";

createRoot(document.getElementById("root")!).render(<StrictMode><h1>OrleansUsers</h1></StrictMode>);
