import { acquireLock } from "../../src/schedule/lock.ts";
import { LockError } from "../../src/errors.ts";

// Tries to take a lock once standard input says so; says how that went, and holds it until it is killed.
process.stdout.write("ready\n");
process.stdin.once("data", () => void take());

async function take(): Promise<void> {
  try {
    await acquireLock(process.argv[2]!, "The run of crm.yaml");
    process.stdout.write("held\n");
  } catch (error) {
    process.stdout.write(error instanceof LockError ? "refused\n" : `${String(error)}\n`);
    process.exit();
  }
}
