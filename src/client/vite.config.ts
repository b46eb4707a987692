import { defineConfig } from "vite";

/** The client as one file for a `<script>` tag. It lies with the page, so the hub serves it at `/client.js`. */
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "dist/page",
    // The page is there already.
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: `${import.meta.dirname}/script.ts`,
      output: { format: "iife", entryFileNames: "client.js" },
    },
  },
});
