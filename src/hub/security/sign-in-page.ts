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
      <h1>Live Metrics</h1>
      <p id="lead">Paste a key with the scope <code>read</code>, or open the link that the hub printed when it started.</p>
      <form id="form">
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="off" autocapitalize="off" spellcheck="false"
          placeholder="lm_…" required autofocus>
        <button type="submit">Sign in</button>
      </form>
      <p id="problem" role="alert" hidden></p>
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
  } finally {
    button.disabled = false;
  }
}

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
  key.focus();
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
  --line: light-dark(#c8cdd3, #3c4249);
  --ink: light-dark(#15181c, #eceef0);
  --ink-2: light-dark(#434a53, #b8bec6);
  --accent: light-dark(#0b62a4, #62b0ee);
  --on-accent: light-dark(#ffffff, #06131f);
  --bad: light-dark(#b8281d, #f58a7f);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px;
  background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
}
main {
  width: min(400px, 100%); padding: 32px; background: var(--raised);
  border: 1px solid var(--line); border-radius: 8px;
}
h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; }
p { margin: 0 0 24px; color: var(--ink-2); }
code { font: 13px ui-monospace, monospace; color: var(--ink); }
label { display: block; margin-bottom: 4px; font-weight: 600; }
input, button { width: 100%; height: 40px; padding: 0 12px; font: inherit; border-radius: 6px; }
input { background: var(--bg); color: inherit; border: 1px solid var(--line); font-family: ui-monospace, monospace; }
button { margin-top: 16px; border: 0; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
button:disabled { opacity: 0.6; cursor: default; }
input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#problem { margin: 16px 0 0; color: var(--bad); }
`;
