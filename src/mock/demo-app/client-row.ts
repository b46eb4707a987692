/** For scripts: the row that `row.ts` writes, made in the browser. */
export const clientRow = `function toRow(user) {
  const row = document.createElement("tr");
  row.dataset.userId = user.userId;
  const status = user.isActive ? "Online" : user.activeFeature === "" ? "Offline" : "Idle";
  row.append(
    cell("", span("name", user.userName), email(user.email)),
    cell("company", user.company),
    cell("", span("status " + status.toLowerCase(), status)),
    cell("", span("feature", user.activeFeature), " ", span("features", user.featuresUsed.join(", "))),
    cell("session number", Math.round(user.sessionDuration) + " min"),
    cell("views number", user.pageViews.toLocaleString("en-US")),
    cell("clicks number", user.clickCount.toLocaleString("en-US")),
    cell("", span("last-action", user.lastAction), " ", time(user.lastActionTime)),
  );
  return row;
}

function cell(className, ...content) {
  const cell = document.createElement("td");
  cell.className = className;
  cell.append(...content);
  return cell;
}

function span(className, text) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

function email(address) {
  if (address === "") return "";
  const link = document.createElement("a");
  link.className = "email";
  link.href = "mailto:" + address;
  link.textContent = address;
  return link;
}

function time(at) {
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString("en-US");
  return time;
}
`;
