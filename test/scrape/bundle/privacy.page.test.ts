import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { filesOf, replayFolder, runWithBundle } from "../../support/failed-run.ts";
import { openPageServer } from "../../support/page-server.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { openTestBrowser } from "../../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

/** Words that stand for a person wherever they turn up. */
const planted = [
  "Zelda Quixworth",
  "zelda.quixworth@mailbox.example",
  "QX-7731-KLM",
  "Ünsal Çelikkoparan",
  "渡辺直美",
  "Bjørn O'Fjellström",
];
const [name, email, id, turkish, kanji, quoted] = planted as [string, string, string, string, string, string];
const html = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const entities = (text: string): string => Array.from(text, (letter) => `&#${letter.codePointAt(0)};`).join("");
const escaped = (text: string): string =>
  Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const everybody = planted.join(" / ");

const row = (person: string, userId: string, mail: string, action: string): string => `
  <tr class="user row-${html(userId)}" id="${html(userId)}" data-id="${html(userId)}" data-name="${html(person)}" aria-label="${html(person)}">
    <td class="name" title="${html(person)}"><a href="/people/${encodeURIComponent(userId)}?mail=${encodeURIComponent(mail)}">${html(person)}</a></td>
    <td class="mail"><a href="mailto:${encodeURIComponent(mail)}">${html(mail)}</a></td>
    <td class="org">Example Works</td>
    <td class="views">1,204</td>
    <td class="action">${html(action)}</td>
  </tr>`;

const page = `<!doctype html><html lang="en" data-owner="${html(name)}"><head>
  <title>People of ${html(name)}</title>
  <meta name="author" content="${html(everybody)}"><meta property="og:title" content="${html(turkish)}">
  <meta name="unit" content="Example Unit">
  <base href="/people/"><link rel="canonical" href="/people/${encodeURIComponent(name)}">
  <style>.x::after { content: "${name}" }</style>
  <!-- ${everybody} --></head>
  <body data-user="${html(email)}" onclick="alert('${html(name)}')" style="background: url(/${encodeURIComponent(id)})">
  <h1>Signed in as ${entities(name)}</h1><p hidden>${html(everybody)}</p>
  <p class="total">1–3 of 9</p>
  <table class="people"><thead><tr><th>Person</th><th>Mail</th><th>Works at ▲</th><th>Views</th><th>Last</th></tr></thead>
  <tbody>${row(name, id, email, "opened a report")}${row(turkish, "QX-7732-KLM", "u@mailbox.example", `was thanked by ${name}`)}
  <tr class="user" data-name="${html(quoted)}"><td class="name">${html(quoted)}</td><td></td><td class="org">Example Works</td><td class="views">3</td><td class="action">nothing</td></tr>
  </tbody></table>
  <img alt="${html(kanji)}" src="/avatars/${encodeURIComponent(kanji)}.png" srcset="/${encodeURIComponent(id)} 2x">
  <svg><title>${html(name)}</title><text>${html(kanji)}</text><desc>${html(email)}</desc></svg>
  <form><input name="q" value="${html(name)}" placeholder="${html(email)}"><textarea>${html(everybody)}</textarea>
    <select><option value="${html(id)}" selected>${html(quoted)}</option></select>
    <input type="hidden" value="${html(id)}"><input type="password" value="${html(id)}"></form>
  <template><p>${html(everybody)}</p></template>
  <noscript>${html(everybody)}</noscript>
  <iframe src="/frame?who=${encodeURIComponent(name)}" title="${html(name)}"></iframe>
  <iframe srcdoc="<p title='${html(html(name))}'>${html(html(everybody))}</p>" name="${html(id)}"></iframe>
  <div id="host"></div><x-card user="${html(name)}">${html(name)}</x-card>
  <script type="application/json" id="state">{"people":{"${name}":"${email}"},"list":[{"key":"${escaped(id)}","label":"${name}","unit":"Example Unit"}],"total":9,"${email}":true}</script>
  <script>
    const all = ${JSON.stringify(planted)};
    console.log("signed in", ...all); console.error(all.join());
    localStorage.setItem("me", JSON.stringify({ name: all[0], mail: all[1], clicks: 7 })); localStorage.setItem("unit", "Example Unit");
    sessionStorage.setItem("token", all[2]); document.cookie = "who=" + encodeURIComponent(all[0]);
    document.getElementById("host").attachShadow({ mode: "open" }).innerHTML = "<b title='" + all[1] + "'>" + all[0] + "</b>";
    window.app = { me: { name: all[0], id: all[2] }, unit: "Example Unit" };
    document.querySelector("[name=q]").value = all[0] + " " + all[3];
    history.replaceState(null, "", "/people/" + encodeURIComponent(all[0]) + "?q=" + encodeURIComponent(all[1]) + "#" + encodeURIComponent(all[2]));
    const done = document.createElement("i"); done.className = "done";
    fetch("/api/people?who=" + encodeURIComponent(all[0])).then((answer) => answer.text()).then(() => document.body.append(done));
  </script></body></html>`;

const site = {
  path: "people",
  rows: "table.people tr.user",
  claims: ".total",
  ready: { selector: "i.done", response: "/api/people", timeout: "5s" },
  fields: {
    userId: { attribute: "data-id", privacy: "hash" },
    userName: { first: [".full-name", { text: ".name" }], privacy: "mask" },
    email: { attribute: "href", of: ".mail a", transforms: ["trim", { regex: "^mailto:(.+)$" }], privacy: "drop" },
    company: { column: "Works at" },
    pageViews: ".views",
    lastAction: ".action",
    clickCount: { localStorage: "me", path: "clicks" },
    activeFeature: { localStorage: "unit" },
    featuresUsed: { global: "app", path: "me.name", transforms: [{ split: " " }], privacy: "drop" },
    queriesRun: { response: "/api/people", path: "count" },
    reportsCreated: { embedded: "#state", path: "total" },
  },
};
/** As it could be written: as it stands, without marks, in pieces, percent-encoded, as entities, escaped in JSON. */
function formsOf(text: string): string[] {
  const words = text.split(/[\s@.'-]+/).filter((word) => word.length >= 4 || /[^ -~]/.test(word));
  const whole = [text, ...words];
  return whole.flatMap((one) => [
    one,
    encodeURIComponent(one),
    encodeURIComponent(encodeURIComponent(one)),
    html(one),
    entities(one),
    escaped(one),
    JSON.stringify(one).slice(1, -1),
    Buffer.from(one).toString("base64").replace(/=+$/, "").slice(0, -1),
    one.replaceAll(" ", "+"),
  ]);
}

const harmless = new Set(["mailbox", "example", "Example"]);
const forms = [...new Set(planted.flatMap(formsOf))].filter((form) => form.length > 1 && !harmless.has(form));

async function openApp() {
  return await openPageServer({
    "/people": page,
    "/frame": `<title>${html(name)}</title><p data-id="${html(id)}">${html(everybody)}</p><iframe srcdoc="<b>${html(html(name))}</b>"></iframe>`,
    "/api/people": (response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ count: 12, people: planted, [name]: { [email]: [id, { deep: turkish }] } })),
  });
}

function findPlanted(files: Record<string, string>): string[] {
  return Object.entries(files).flatMap(([file, bytes]) => {
    const text = Buffer.from(bytes, "latin1").toString("utf8");
    const folded = text.normalize("NFC").toLowerCase();
    return forms
      .filter((form) => folded.includes(form.normalize("NFC").toLowerCase()))
      .map(
        (form) =>
          `${file}: ${form} … ${folded.slice(Math.max(0, folded.indexOf(form.toLowerCase()) - 60)).slice(0, 140)}`,
      );
  });
}

describe("the bundle of a site with privacy policies", () => {
  test("says nothing of anybody in any of its bytes, and replays the same", async () => {
    await using folder = await tempFolder();
    await using app = await openApp();
    const result = await runWithBundle(browser, { url: app.url, site, folder: folder.path });
    expect(result.verdict.name, result.verdict.sentence).toBe("partial");
    expect(result.observations).toHaveLength(2);
    expect(result.observations[0]!.known).toMatchObject({
      company: "Example Works",
      queriesRun: 12,
      reportsCreated: 9,
    });

    const files = await filesOf(result.bundle!);
    expect(Object.keys(files)).toEqual([
      "README.txt",
      "evidence.json",
      "page.html",
      "readings.json",
      "responses.json",
      "target.json",
    ]);
    expect(findPlanted(files)).toEqual([]);
    expect(files["page.html"]).toContain("Example Works");
    expect(files["page.html"]).toContain("opened a report");
    expect(files["page.html"]).toContain("3 of 9</p>");

    await app[Symbol.asyncDispose]();
    const { replayed, differences } = await replayFolder(browser, result.bundle!);
    expect(differences).toEqual([]);
    expect(replayed.notes.join()).not.toMatch(/changed before/);
    expect(replayed.observations[0]!.known).toMatchObject({
      userName: "Zxxxx xxxxxxxxx",
      company: "Example Works",
      pageViews: 1204,
      lastAction: "opened a report",
      activeFeature: "Example Unit",
      reportsCreated: 9,
    });
    // A kept field in whose text another one stands is masked with it.
    expect(replayed.observations[1]!.known.lastAction).toBe("xxx xxxxxxx xx xxxxx xxxxxxxxx");
  });

  test("is for its owner's eyes only", async () => {
    await using folder = await tempFolder();
    await using app = await openApp();
    const { bundle } = await runWithBundle(browser, { url: app.url, site, folder: folder.path });
    expect((await stat(bundle!)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(bundle!)) expect((await stat(join(bundle!, file))).mode & 0o777).toBe(0o600);
  });

  test("says nothing of anybody when a run ends at a wall that greets by name", async () => {
    await using folder = await tempFolder();
    await using app = await openPageServer({
      "/people": `<title>${html(name)}: access denied</title><h1>Access denied for ${html(name)}</h1><div class="spinner ${html(id)}" id="${html(id)}"></div>`,
    });
    const result = await runWithBundle(browser, {
      url: app.url,
      site: { ...site, ready: { timeout: "200ms" } },
      folder: folder.path,
    });
    expect(result.verdict.name).toBe("blocked");
    expect(findPlanted(await filesOf(result.bundle!))).toEqual([]);
    const { differences } = await replayFolder(browser, result.bundle!);
    expect(differences).toEqual([]);
  });

  test("holds all of it where every field is kept, so that the search above is known to find it", async () => {
    await using folder = await tempFolder();
    await using app = await openApp();
    const ready = { selector: "i.done", timeout: "5s" };
    const open = { ...site, ready, fields: { userId: { attribute: "data-id" }, userName: ".name" } };
    const result = await runWithBundle(browser, { url: app.url, site: open, folder: folder.path });
    const found = findPlanted(await filesOf(result.bundle!));
    for (const one of planted)
      expect(
        found.some((line) => line.includes(`: ${one} …`)),
        one,
      ).toBe(true);
    expect(Object.keys(await filesOf(result.bundle!))).toContain("screenshot.png");
    expect((await filesOf(result.bundle!))["console.txt"]).toContain("signed in");
  });
});
