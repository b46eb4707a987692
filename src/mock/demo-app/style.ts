export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f8, #0f1214);
  --surface: light-dark(#ffffff, #171b1e);
  --line: light-dark(#e3e6e9, #2a2f34);
  --ink: light-dark(#1a1f24, #e8ebed);
  --quiet: light-dark(#5c6670, #98a2ab);
  --accent: light-dark(#0f6b6b, #5fc4c0);
  --online: light-dark(#17713f, #5bcb8d);
  --idle: light-dark(#835400, #e0b057);
}

* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/20px -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

header { display: flex; align-items: center; gap: 24px; padding: 0 24px; height: 52px; background: var(--surface); border-bottom: 1px solid var(--line); }
header strong { font-size: 15px; }
nav { display: flex; gap: 4px; }
nav a { padding: 6px 12px; border-radius: 6px; color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--ink); }
nav a[aria-current] { background: var(--ground); color: var(--ink); font-weight: 600; }

main { padding: 24px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 28px; }
.total, .no-users, footer, time, .features, .email { color: var(--quiet); font-size: 12px; line-height: 18px; }
.total { margin: 0 0 16px; }
footer { padding: 0 24px 24px; }
.offline .total::after { content: " · connection lost, trying again"; }

.scroller { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 10px; text-align: left; vertical-align: top; white-space: nowrap; }
th { color: var(--quiet); font-size: 12px; font-weight: 500; border-bottom: 1px solid var(--line); }
tbody tr + tr td { border-top: 1px solid var(--line); }
td > span, td > a, td > time { display: block; }
.name { font-weight: 600; }
.email { text-decoration: none; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.feature:empty::before { content: "–"; color: var(--quiet); }
.features { max-width: 150px; overflow: hidden; text-overflow: ellipsis; }
.status::before { content: "●"; margin-right: 6px; }
.status.online { color: var(--online); }
.status.idle { color: var(--idle); }
.status.idle::before { content: "◐"; }
.status.offline { color: var(--quiet); }
.status.offline::before { content: "○"; }
button { font: inherit; font-size: 12px; padding: 4px 10px; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
button:hover { border-color: var(--quiet); }

.figures { display: flex; gap: 16px; margin: 16px 0; }
.figures div { min-width: 140px; padding: 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.figures dt { color: var(--quiet); }
.figures dd { margin: 4px 0 0; font-size: 28px; line-height: 32px; font-variant-numeric: tabular-nums; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.signed-in { margin-left: auto; color: var(--quiet); }
.pages { margin-top: 12px; }
.load-more { margin-top: 12px; }
.box { height: 400px; overflow-y: auto; }
.end { height: 120px; }
.grid-box { height: 400px; overflow-y: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.grid { position: relative; }
.grid [role="row"] { position: absolute; inset: 0 0 auto; height: 40px; display: grid; grid-template-columns: 3fr 5fr 3fr 1fr 1fr 4fr; gap: 12px; align-items: center; padding: 0 10px; overflow: hidden; white-space: nowrap; }
.grid [role="gridcell"] { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.grid [role="row"][hidden] { display: none; }
.users-frame { width: 100%; height: 600px; border: 0; }
.skeleton-bar { height: 12px; width: 80px; border-radius: 6px; background: var(--line); }
.spinner { padding: 48px; text-align: center; color: var(--quiet); }
.feed dl { display: grid; grid-template-columns: 60px 1fr; gap: 6px 12px; }
.feed dd { margin: 0; }
.login { max-width: 320px; display: grid; gap: 12px; }
.login label { display: grid; gap: 4px; }
.error { color: light-dark(#a4262c, #ff9b9b); }
.consent { position: fixed; inset: 0; z-index: 10; display: grid; place-content: center; gap: 12px; background: var(--ground); }
.cards { display: none; }
@media (max-width: 600px) { .twice .cards { display: grid; gap: 12px; } .twice .scroller { display: none; } }
`;
