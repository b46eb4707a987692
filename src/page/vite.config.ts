import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that a hub behind a path prefix serves the page as well.
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../../dist/page",
    emptyOutDir: true,
    // The first browsers with light-dark(); below them the styles would be rewritten.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
});
