/** The script of the users screen: fetches the list every two seconds, but never from under a person's keyboard. */
export const refreshScript = `const rows = new URL("users/rows", document.currentScript.src);
const list = document.querySelector("#list");

async function refresh() {
  if (!list.contains(document.activeElement)) {
    try {
      const answer = await fetch(rows);
      if (answer.ok) list.innerHTML = await answer.text();
      document.body.classList.toggle("offline", !answer.ok);
    } catch {
      document.body.classList.add("offline");
    }
  }
  setTimeout(refresh, 2000);
}

setTimeout(refresh, 2000);
`;
