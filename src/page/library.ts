import "./tokens.css";
import "./page.css";

export * from "./index.ts";
