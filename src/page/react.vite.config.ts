import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const client = /[\\/]client[\\/]metrics-service\.ts$/;

/** An app has one `metricsService`, whether it imports the client or the page. */
const sharedClient: Plugin = {
  name: "shared-client",
  enforce: "pre",
  async resolveId(source, importer) {
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    return resolved && client.test(resolved.id) ? { id: "live-metrics/client", external: true } : undefined;
  },
};

const standIn = "globalThis.__viteEnvironmentOfTheApp";

/** Leaves `import.meta.env` to the build of the app, whose values it is to have. */
const environmentOfTheApp: Plugin = {
  name: "environment-of-the-app",
  enforce: "pre",
  transform: (code) => code.replaceAll("import.meta.env", standIn),
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === "chunk") file.code = file.code.replaceAll(standIn, "import.meta.env");
  },
};

/** The page as a component, for apps that have React already. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [sharedClient, environmentOfTheApp, react()],
  publicDir: false,
  build: {
    outDir: "../../dist/react",
    emptyOutDir: true,
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    lib: { entry: "library.ts", formats: ["es"], fileName: "index", cssFileName: "index" },
    rolldownOptions: { external: ["react", "react-dom", "react/jsx-runtime"] },
  },
});
