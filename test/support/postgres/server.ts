import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const password = "for-tests";

export interface Server {
  /** Of the superuser. */
  url: string;
  /** Resolves when the process is gone, and its data with it. */
  stop(): Promise<void>;
}

/** Starts a server in a temporary folder. It syncs as it does anywhere: what is proven of it includes the disk. */
export async function startServer(programs: string): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), "live-metrics-postgres-"));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const account = await serverAccount();
    if (account) await chown(folder, account.uid, account.gid);
    const site: Site = { folder, programs: await reachable(programs, { folder, account }), account };
    await initialise(site);
    const { child, port } = await start(site);
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      async stop() {
        const exited = once(child, "exit");
        child.kill("SIGQUIT"); // Its word for "at once".
        if (child.exitCode === null) await exited;
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

interface Account {
  uid: number;
  gid: number;
}

interface Site {
  folder: string;
  programs: string;
  /** None where the account that runs the tests will do. */
  account: Account | undefined;
}

/** Postgres refuses to run as root, and as an account without a name: one is taken that the machine has already. */
async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;

  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const byName = (wanted: string): string[] | undefined => accounts.find(([name]) => name === wanted);
  const chosen = byName("postgres") ?? byName("nobody") ?? accounts.find(([, , uid]) => Number(uid) > 0);
  if (!chosen) throw new Error("there is no account but root in /etc/passwd");
  return { uid: Number(chosen[2]), gid: Number(chosen[3]) };
}

/** The folder itself, or a copy where that account may not go, as into the home of root. */
async function reachable(programs: string, { folder, account }: Omit<Site, "programs">): Promise<string> {
  try {
    await run(path.join(programs, "initdb"), ["--version"], { ...account, cwd: folder });
    return programs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    await cp(path.dirname(programs), path.join(folder, "programs"), { recursive: true, verbatimSymlinks: true });
    return path.join(folder, "programs", path.basename(programs));
  }
}

async function initialise({ folder, programs, account }: Site): Promise<void> {
  const passwordFile = path.join(folder, "password");
  await writeFile(passwordFile, password);
  const data = path.join(folder, "data");
  const access = ["--username", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256"];
  await run(
    path.join(programs, "initdb"),
    ["--pgdata", data, "--encoding", "UTF8", "--no-locale", "--no-sync", ...access],
    { ...account, cwd: folder, env: environment },
  );
}

async function start({ folder, programs, account }: Site): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
  const child = spawn(
    path.join(programs, "postgres"),
    ["-D", path.join(folder, "data"), "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...account, cwd: folder, env: environment, stdio: ["ignore", "ignore", "pipe"] },
  );
  await readiness(child);
  return { child, port };
}

const environment = { PATH: process.env["PATH"], LC_ALL: "C" };

/** Resolves with the line that says so; what the server logs later is read and dropped. */
async function readiness(child: ChildProcess): Promise<void> {
  const ready = Promise.withResolvers<void>();
  let last = "";
  createInterface(child.stderr!).on("line", (line) => {
    last = line;
    if (line.includes("ready to accept connections")) ready.resolve();
  });
  child.once("error", ready.reject);
  child.once("close", () => ready.reject(new Error(last)));
  await ready.promise;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
