import type { UserMetric } from "../metric/user-metric.ts";
import { Random } from "./random.ts";

/** Who a synthetic user is; never changes. */
export type Identity = Pick<UserMetric, "userId" | "userName" | "email" | "company">;

interface IdentityOptions {
  /** Position in the crowd, from 0. */
  index: number;
  /** Same for the whole crowd. */
  seed: number;
  /** The user's own. */
  random: Random;
}

/** Names repeat after 1,640 users of a crowd; ids and addresses never do. */
export function createIdentity({ index, seed, random }: IdentityOptions): Identity {
  const firstPosition = new Random(seed).integer(0, nameCount - 1);
  const position = ((firstPosition + index) * nameStride) % nameCount;
  const firstName = firstNames[position % firstNames.length]!;
  const lastName = lastNames[Math.floor(position / firstNames.length)]!;
  const company = random.pick(companies);

  const round = Math.floor(index / nameCount) + 1;
  const mailbox = `${toAddressPart(firstName)}.${toAddressPart(lastName)}${round === 1 ? "" : round}`;
  return {
    userId: `user-${1001 + index}`,
    userName: `${firstName} ${lastName}`,
    email: `${mailbox}@${toAddressPart(company)}.example.com`,
    company,
  };
}

function toAddressPart(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();
}

// oxfmt-ignore
const firstNames = [
  "Mara", "Theo", "Ngozi", "Anders", "Priya", "Tomás", "Hana", "Felix", "Amira", "Jonas",
  "Chloé", "Kenji", "Ines", "Oscar", "Leila", "Mateo", "Freya", "Dmitri", "Zoë", "Kwame",
  "Elena", "Ravi", "Sofia", "Emil", "Yara", "Noah", "Beatriz", "Aiko", "Ruben", "Nadia",
  "Lucas", "Ifeoma", "Henrik", "Camille", "Samir", "Greta", "Diego", "Mei", "Anton", "Rosa",
];

// oxfmt-ignore
const lastNames = [
  "Lindqvist", "Okafor", "O'Hara", "Castellanos", "Nakamura", "Weiss", "Rahman", "Moreau", "Kowalczyk", "Adeyemi",
  "Fernández", "Holm", "Mehta", "Rossi", "Tanaka", "Bergström", "Haddad", "Novak", "Silva", "Petrov",
  "Mbeki", "Larsen", "Dubois", "Yilmaz", "Marchetti", "Keller", "Osei", "Vargas", "Lemaire", "Iyer",
  "Johansen", "Costa", "Farouk", "Brandt", "Nguyen", "Sato", "Aguilar", "de Vries", "Nowak", "Achterberg",
  "Ivanova",
];

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
];

const nameCount = firstNames.length * lastNames.length;

/** Has no divisor in common with the number of names, so that steps of it meet each name once. */
const nameStride = 617;
