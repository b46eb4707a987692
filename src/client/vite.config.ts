import { defineConfig } from "vite";

/**
 * Properties that our own functions alone read and write, and that get short names. What a server, a page, a browser or an
 * option has a name for must not be here: test/client/script.test.ts runs what comes out.
 */
const ownProperties = `
  addEvent address addRuns addUnreadable addUser admit askedUntil bytes calls cancel connection createSource
  credentials epoch expire failed hasMore hasNewRuns hasOpened heardAt heartbeatMs isDead isHeard isHub isNewEvent
  items lastedMs leavesHubs lostEvents needsWord news next onChange onEnd onHeard onIncoming onOpen openingTimeoutMs
  owner put reasonAt record refresh remove report retryAfterMs rung rungs seq settle take tell tellNow tellSoon
  tellsWhoLeaves unreadable until
`;

/** Options that are often taken apart: of these `{ host }` is shorter than `{ host: e }`, with a letter in each use. */
const wholeNames = ["host", "promise", "reconnectMs", "resolve", "signal"];

/** The client as one file for a `<script>` tag. It lies with the page, so the hub serves it at `/client.js`. */
export default defineConfig({
  build: {
    target: "es2022",
    // Writes what is called once where it is called, which the bundler's own minifier does not. Names are left to that.
    // None of our functions has a `this` or is called with `new`: they may become arrows.
    minify: "terser",
    terserOptions: {
      compress: { toplevel: true, passes: 4, inline: 1, ecma: 2020, unsafe_arrows: true },
      mangle: false,
    },
    outDir: "dist/page",
    // The page is there already.
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: `${import.meta.dirname}/script.ts`,
      output: {
        format: "iife",
        entryFileNames: "client.js",
        // The minifier writes a constant where it is used, but not a variable.
        topLevelVar: false,
        minify: {
          mangle: { toplevel: true, reserved: wholeNames },
          mangleProps: { include: new RegExp(`^(${ownProperties.trim().split(/\s+/).join("|")})$`) },
        },
      },
    },
  },
});
