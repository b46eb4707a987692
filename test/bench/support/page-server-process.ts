import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toUsersPage } from "./users-page.ts";
import { toWidePage } from "./wide-page.ts";

const page = toUsersPage();
const widePage = toWidePage();
const style = "table.users td { padding: 4px 8px; border-bottom: 1px solid #ddd; font: 14px sans-serif; }";
const avatar = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="12" fill="teal"/></svg>`;

const server = createServer(({ url = "" }, response) => {
  if (url.startsWith("/users")) return send(response, "text/html; charset=utf-8", "no-store", page);
  if (url === "/wide") return send(response, "text/html; charset=utf-8", "no-store", widePage);
  if (url === "/style.css") return send(response, "text/css", "max-age=3600", style);
  if (url.startsWith("/avatar-")) return send(response, "image/svg+xml", "max-age=3600", avatar);
  response.writeHead(404).end();
});

server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
process.once("disconnect", () => {
  server.closeAllConnections();
  server.close();
});

function send(response: ServerResponse, type: string, caching: string, body: string): void {
  response.writeHead(200, { "content-type": type, "cache-control": caching }).end(body);
}
