import { Client } from "pg";
import { EnvironmentError } from "../../errors.ts";
import { clientConfig } from "./postgres-database.ts";

/** Where a database is said to be, without its password. */
interface Place {
  server: string;
  database: string;
  user: string;
}

interface Problem {
  sentence: string;
  hint: string;
}

/** What kept the database from being opened, as a sentence with what to do. Never with the password. */
export function explainOpening(error: unknown, url: string): unknown {
  if (error instanceof EnvironmentError) return error;
  const { sentence, hint } = toProblem(error as NodeJS.ErrnoException, url);
  return new EnvironmentError(sentence, { code: "LM_STATE_UNUSABLE", hint, cause: error });
}

function toProblem({ code = "", message }: NodeJS.ErrnoException, url: string): Problem {
  const place = placeOf(url);
  if (!place) return { sentence: `DATABASE_URL cannot be used: ${message}`, hint: correctUrl };
  return (problems[code] ?? unforeseen(message))(place);
}

/** As the driver reads it; undefined where it refuses to, as when a certificate is named that is not there. */
function placeOf(url: string): Place | undefined {
  try {
    const { host, port, database = "", user = "" } = new Client(clientConfig(url));
    return { server: `${host}:${port}`, database, user };
  } catch {
    return undefined; // The first attempt to connect has failed for the same reason.
  }
}

const correctUrl = "Correct DATABASE_URL.";

const noAnswer = ({ server }: Place): Problem => ({
  sentence: `The database server ${server} does not answer`,
  hint: "Check that it runs, and that DATABASE_URL names its host and port.",
});
const wrongPassword = ({ server, user }: Place): Problem => ({
  sentence: `The database server ${server} does not accept the password of ${user}`,
  hint: "Correct user and password in DATABASE_URL; a character such as @ is written there as %40.",
});
const noPassword = ({ server, user }: Place): Problem => ({
  sentence: `The database server ${server} asks for the password of ${user}, and DATABASE_URL has none`,
  hint: "Write it as postgresql://user:password@host/database; a character such as @ is written there as %40.",
});
const noRight = ({ database, user }: Place): Problem => ({
  sentence: `${user} may not make the hub's tables in the database ${database}`,
  hint: `Let its owner run: GRANT CREATE ON DATABASE "${database}" TO "${user}"`,
});

/** By the system's code or SQLSTATE. */
const problems: Record<string, (place: Place) => Problem> = {
  ECONNREFUSED: ({ server }) => ({
    sentence: `No database server listens at ${server}`,
    hint: "Start it, or correct DATABASE_URL.",
  }),
  ENOTFOUND: ({ server }) => ({
    sentence: `The database server ${server} is not known by that name`,
    hint: correctUrl,
  }),
  EAI_AGAIN: ({ server }) => ({
    sentence: `The name of the database server ${server} cannot be looked up`,
    hint: "Check the network of this machine.",
  }),
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ECONNRESET: noAnswer,
  ENOENT: ({ server }) => ({
    sentence: `No database server listens at ${server}`,
    hint: "Start it, or correct DATABASE_URL.",
  }),
  "28P01": wrongPassword,
  "28000": ({ server, user }) => ({
    sentence: `The database server ${server} does not let ${user} in from here`,
    hint: "Check that the role exists, that it may log in, and the server's pg_hba.conf.",
  }),
  "3D000": ({ server, database }) => ({
    sentence: `The database server ${server} has no database ${database}`,
    hint: `Make it with: CREATE DATABASE "${database}" ENCODING 'UTF8'`,
  }),
  "42501": noRight,
  "53300": ({ server }) => ({
    sentence: `The database server ${server} has no connection left`,
    hint: "A hub takes up to 11: raise max_connections, or put a pooler before it.",
  }),
  "57P03": ({ server }) => ({
    sentence: `The database server ${server} is starting or stopping`,
    hint: "Try again in a moment.",
  }),
};

/** The driver has no codes for what it notices itself. */
function unforeseen(message: string): (place: Place) => Problem {
  if (/timeout|terminated/i.test(message)) return noAnswer;
  if (/password must be a/.test(message)) return noPassword;
  return ({ server, database }) => ({
    sentence: `The database ${database} of ${server} cannot be used: ${message}`,
    hint: "Check DATABASE_URL and the server's log.",
  });
}
