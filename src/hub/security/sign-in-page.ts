/** The page on which a person signs in. It stands alone: the Live Metrics page is for who has done so. */
export const signInPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Sign in – Live Metrics</title>
    <link rel="stylesheet" href="/sign-in.css">
  </head>
  <body>
    <main>
      <p class="product">
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M1.5 13.5h3l2.5-8 2 5.5"/><path class="second" d="M12 9l1.5 4.5h5"/></svg>
        Live Metrics
      </p>
      <h1>Sign in</h1>
      <p>Open the one-time link that the hub printed when it started, or paste a key that may read.</p>
      <form id="form">
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" autocapitalize="off" spellcheck="false"
          placeholder="lm_…" aria-describedby="problem help" required autofocus>
        <p id="problem" role="alert" hidden></p>
        <button type="submit">Sign in</button>
      </form>
      <p id="help">No key yet? On the hub’s machine: <code>live-metrics keys create --scope read</code></p>
      <noscript><p>Signing in needs JavaScript.</p></noscript>
    </main>
    <script src="/sign-in.js" defer></script>
  </body>
</html>
`;

/** The token is in the fragment, which no server, log or preview of the link ever sees. */
export const signInScript = `"use strict";
const form = document.getElementById("form");
const key = document.getElementById("key");
const problem = document.getElementById("problem");
const button = form.querySelector("button");

async function signIn(body) {
  problem.hidden = true;
  button.disabled = true;
  try {
    const response = await fetch("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return location.replace("/");
    const answer = await response.json();
    say(answer.error || "The hub could not sign you in.");
  } catch {
    say("The hub does not answer. Try again when it runs.");
  }
  button.disabled = false;
  key.focus();
}

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn({ key: key.value });
});

function takeLink() {
  const token = location.hash.slice(1);
  if (token === "") return;
  history.replaceState(null, "", location.pathname);
  void signIn({ token });
}

// The link may be pasted into a tab that stands here already.
addEventListener("hashchange", takeLink);
takeLink();
`;

export const signInStyle = `:root {
  color-scheme: light dark;
  --bg: light-dark(#f7f8f9, #0c0e0f);
  --raised: light-dark(#ffffff, #17191c);
  --line: light-dark(#e4e7ea, #25292d);
  --line-control: light-dark(#7d8590, #747d88);
  --ink: light-dark(#15181c, #eceef0);
  --ink-2: light-dark(#434a53, #b8bec6);
  --accent: light-dark(#0b62a4, #62b0ee);
  --on-accent: light-dark(#ffffff, #06131f);
  --bad: light-dark(#b8281d, #f58a7f);
}
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none; }
body {
  display: grid; min-height: 100vh; min-height: 100dvh; padding: 24px 16px; place-items: center;
  background: var(--bg); color: var(--ink-2);
  font: 14px/20px -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "Liberation Sans", Arial, sans-serif;
}
main {
  display: grid; gap: 16px; width: 100%; max-width: 384px; padding: 32px;
  background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
}
p { text-wrap: pretty; }
.product { display: flex; gap: 8px; align-items: center; color: var(--ink); font-weight: 600; }
svg { fill: none; stroke: var(--ink-2); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.second { stroke: var(--accent); }
h1 { color: var(--ink); font-size: 20px; line-height: 24px; font-weight: 600; }

form { display: grid; gap: 12px; }
label { margin-bottom: -4px; color: var(--ink); font-weight: 600; }
input, button { min-height: 44px; padding: 0 12px; border-radius: 4px; font: inherit; }
input { width: 100%; background: var(--raised); color: var(--ink); border: 1px solid var(--line-control); }
input::placeholder { color: var(--ink-2); opacity: 1; }
button { border: 0; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
button:hover { filter: brightness(1.08); }
button:disabled { opacity: 0.6; cursor: progress; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

#problem { color: var(--bad); }
#problem::before { content: "⚠ "; }
#help { padding-top: 16px; border-top: 1px solid var(--line); font-size: 12px; line-height: 18px; }
code {
  display: block; margin-top: 4px; color: var(--ink); overflow-wrap: anywhere;
  font: 12px/18px ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "Liberation Mono", Menlo, monospace;
}
@media (max-width: 480px) { main { padding: 24px 20px; } }
`;
