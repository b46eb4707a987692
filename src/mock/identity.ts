import type { UserMetric } from "../metric/user-metric.ts";
import { Random } from "./random.ts";

/** Who a synthetic user is; never changes. */
export type Identity = Pick<UserMetric, "userId" | "userName" | "email" | "company">;

/** Of the user with that number, from 0. Names repeat after 1,640 users of a crowd; ids and addresses never do. */
export function createIdentity(seed: number, who: number): Identity {
  const firstPosition = new Random(seed).integer(0, nameCount - 1);
  const position = ((firstPosition + who) * nameStride) % nameCount;
  const firstName = firstNames[position % firstNames.length]!;
  const lastName = lastNames[Math.floor(position / firstNames.length)]!;
  const company = new Random(seed, who + 1).pick(companies);

  const round = Math.floor(who / nameCount) + 1;
  const mailbox = `${firstName.address}.${lastName.address}${round === 1 ? "" : round}`;
  return {
    userId: `user-${1001 + who}`,
    userName: `${firstName.text} ${lastName.text}`,
    email: `${mailbox}@${company.address}.example.com`,
    company: company.text,
  };
}

interface Name {
  text: string;
  /** As it stands in an e-mail address. */
  address: string;
}

function toName(text: string): Name {
  const address = text
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();
  return { text, address };
}

// oxfmt-ignore
const firstNames = [
  "Mara", "Theo", "Ngozi", "Anders", "Priya", "Tomás", "Hana", "Felix", "Amira", "Jonas",
  "Chloé", "Kenji", "Ines", "Oscar", "Leila", "Mateo", "Freya", "Dmitri", "Zoë", "Kwame",
  "Elena", "Ravi", "Sofia", "Emil", "Yara", "Noah", "Beatriz", "Aiko", "Ruben", "Nadia",
  "Lucas", "Ifeoma", "Henrik", "Camille", "Samir", "Greta", "Diego", "Mei", "Anton", "Rosa",
].map(toName);

// oxfmt-ignore
const lastNames = [
  "Lindqvist", "Okafor", "O'Hara", "Castellanos", "Nakamura", "Weiss", "Rahman", "Moreau", "Kowalczyk", "Adeyemi",
  "Fernández", "Holm", "Mehta", "Rossi", "Tanaka", "Bergström", "Haddad", "Novak", "Silva", "Petrov",
  "Mbeki", "Larsen", "Dubois", "Yilmaz", "Marchetti", "Keller", "Osei", "Vargas", "Lemaire", "Iyer",
  "Johansen", "Costa", "Farouk", "Brandt", "Nguyen", "Sato", "Aguilar", "de Vries", "Nowak", "Achterberg",
  "Ivanova",
].map(toName);

const companies = [
  "Alder & Finch",
  "Bluewater Freight",
  "Copperline Energy",
  "Fernhill Clinics",
  "Granite Peak Foods",
  "Juniper Rail",
  "Lumen Orchard",
  "Quillstone Press",
  "Saltmarsh Studios",
  "Tidewater Robotics",
].map(toName);

const nameCount = firstNames.length * lastNames.length;

/** Has no divisor in common with the number of names, so that steps of it meet each name once. */
const nameStride = 617;
