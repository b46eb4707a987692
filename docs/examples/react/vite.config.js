import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// VITE_METRICS_WS_URL or VITE_METRICS_API_URL come from the environment or from .env.
export default defineConfig({ root: import.meta.dirname, plugins: [react()] });
