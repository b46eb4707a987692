import type { CDPSession, CDPSessionEvent, Protocol } from "puppeteer";

/** By its name, since loading puppeteer is left to the first launch. */
const attached: typeof CDPSessionEvent.SessionAttached = "sessionattached";

type Prepare = (child: CDPSession) => Promise<void>;

interface Watch {
  /** Of the page. */
  session: CDPSession;
  openBrowserSession: () => Promise<CDPSession>;
  /** Called for each child before it may run anything. */
  prepare: Prepare;
}

/**
 * Watches what a page runs outside its own session, until the function it returns is called: frames of other sites,
 * workers, and windows it opens.
 */
export async function watchChildSessions({
  session,
  openBrowserSession,
  prepare,
}: Watch): Promise<() => Promise<void>> {
  const stopOthers = await watchWindows(session, await openBrowserSession(), prepare);
  const stopFrames = await watchFrames(session, prepare);
  return async () => {
    await stopFrames();
    await stopOthers();
  };
}

/** Frames of other sites and dedicated and service workers, at any depth. */
async function watchFrames(session: CDPSession, prepare: Prepare): Promise<() => Promise<void>> {
  const onAttached = (child: CDPSession): void => letGo(child, [prepare(child), attach(child)]);
  const attach = async (parent: CDPSession): Promise<void> => {
    parent.on(attached, onAttached);
    await parent.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  };

  await attach(session);
  return async () => {
    session.off(attached, onAttached);
    await session.send("Target.setAutoAttach", { autoAttach: false, waitForDebuggerOnStart: false, flatten: true });
  };
}

/** Windows that the page opens and shared workers of its profile: only the browser itself tells of them. */
async function watchWindows(session: CDPSession, browser: CDPSession, prepare: Prepare): Promise<() => Promise<void>> {
  const { targetInfo: own } = await session.send("Target.getTargetInfo");
  const isRelated = ({ type, openerId, browserContextId }: Protocol.Target.TargetInfo): boolean =>
    type === "shared_worker" ? browserContextId === own.browserContextId : openerId === own.targetId;

  const children = new Map<string, CDPSession>();
  browser.on(attached, (child) => void children.set(child.id(), child));
  browser.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    const child = children.get(sessionId)!;
    children.delete(sessionId);
    letGo(child, isRelated(targetInfo) ? [prepare(child)] : []);
  });
  await browser.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{ type: "page" }, { type: "shared_worker" }, { exclude: true }],
  });
  return () => browser.detach();
}

/** Commands are answered in their order, so that the last one lets go of a child that is prepared. */
function letGo(child: CDPSession, preparing: Promise<void>[]): void {
  for (const step of [...preparing, child.send("Runtime.runIfWaitingForDebugger")]) step.catch(() => {}); // Gone already.
}
