/*
 * Functions that run inside the page and use nothing from outside themselves. Values of databases are written as JSON;
 * what JSON does not know is an object whose first key is `$`.
 */

/** All that the document's origin keeps, as JSON. */
export async function readStorage(longest: number): Promise<string> {
  const bytesToText = (bytes: Uint8Array): string => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    return btoa(text);
  };

  /** Throws for what cannot be written down. */
  const encode = (value: unknown, above: readonly unknown[]): unknown => {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : { $: "number", value: String(value) };
    if (typeof value === "bigint") return { $: "bigint", value: String(value) };
    if (value === undefined) return { $: "undefined" };
    if (typeof value !== "object" || above.includes(value)) throw new TypeError("not to be written down");

    const inside = [...above, value];
    const encodeAll = (values: Iterable<unknown>): unknown[] => Array.from(values, (item) => encode(item, inside));
    if (value instanceof Date) return { $: "date", value: Number.isNaN(value.getTime()) ? null : value.getTime() };
    if (value instanceof ArrayBuffer)
      return { $: "bytes", type: "ArrayBuffer", value: bytesToText(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: "bytes", type: value.constructor.name, value: bytesToText(bytes) };
    }
    if (value instanceof Map) return { $: "map", value: encodeAll(value) };
    if (value instanceof Set) return { $: "set", value: encodeAll(value) };
    if (Array.isArray(value)) return encodeAll(value);
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError("not to be written down");
    const entries = Object.entries(value).map(([key, item]) => [key, encode(item, inside)] as const);
    return "$" in value ? { $: "object", value: entries } : Object.fromEntries(entries);
  };

  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error!));
    });

  let skipped = 0;
  let length = 0;
  const toRecord = (key: IDBValidKey, value: unknown): unknown[] => {
    try {
      const record = { key: encode(key, []), value: encode(value, []) };
      length += JSON.stringify(record).length;
      if (length <= longest) return [record];
    } catch {
      // Counted below.
    }
    skipped += 1;
    return [];
  };

  const readStore = async (store: IDBObjectStore): Promise<unknown> => {
    const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    const indexes = Array.from(store.indexNames, (name) => {
      const { keyPath, unique, multiEntry } = store.index(name);
      return { name, keyPath, unique, multiEntry };
    });
    const records = keys.flatMap((key, at) => toRecord(key, values[at]));
    return { name: store.name, keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes, records };
  };

  const readDatabase = async (name: string): Promise<unknown> => {
    const database = await settled(indexedDB.open(name));
    const names = [...database.objectStoreNames];
    try {
      const transaction = names.length > 0 ? database.transaction(names, "readonly") : undefined;
      const stores = await Promise.all(names.map((store) => readStore(transaction!.objectStore(store))));
      return { name, version: database.version, stores };
    } finally {
      database.close();
    }
  };

  const databases = [];
  for (const { name } of await indexedDB.databases()) if (name !== undefined) databases.push(await readDatabase(name));
  return JSON.stringify({
    localStorage: Object.entries(localStorage),
    sessionStorage: Object.entries(sessionStorage),
    databases,
    skipped,
  });
}

interface StoredDatabase {
  name: string;
  version: number;
  stores: {
    name: string;
    keyPath: string | string[] | null;
    autoIncrement: boolean;
    indexes: { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }[];
    records: { key: unknown; value: unknown }[];
  }[];
}

interface Storage {
  localStorage: [string, string][];
  sessionStorage: [string, string][];
  databases: StoredDatabase[];
}

/** Puts back what `readStorage` gave, in place of what is there. */
export async function writeStorage(storage: Storage): Promise<void> {
  interface Tagged {
    $?: string;
    type?: string;
    value?: unknown;
  }
  const textToBytes = (text: string): ArrayBuffer =>
    Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;

  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (typeof value !== "object" || value === null) return value;
    const tagged = value as Tagged;
    const decodeItems = (): unknown[] => (tagged.value as unknown[]).map(decode);
    switch (tagged.$) {
      case undefined:
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
      case "number":
        return Number(tagged.value);
      case "bigint":
        return BigInt(tagged.value as string);
      case "date":
        return new Date((tagged.value as number | null) ?? Number.NaN);
      case "bytes": {
        const buffer = textToBytes(tagged.value as string);
        if (tagged.type === "ArrayBuffer") return buffer;
        const View = Reflect.get(globalThis, tagged.type!) as new (buffer: ArrayBuffer) => ArrayBufferView;
        return new View(buffer);
      }
      case "map":
        return new Map(decodeItems() as [unknown, unknown][]);
      case "set":
        return new Set(decodeItems());
      case "object":
        return Object.fromEntries(decodeItems() as [string, unknown][]);
      default:
        return undefined;
    }
  };

  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error!));
    });

  const createStores = (database: IDBDatabase, stores: StoredDatabase["stores"]): void => {
    for (const { name, keyPath, autoIncrement, indexes } of stores) {
      const store = database.createObjectStore(name, { keyPath, autoIncrement });
      for (const index of indexes) store.createIndex(index.name, index.keyPath, index);
    }
  };

  const writeDatabase = async ({ name, version, stores }: StoredDatabase): Promise<void> => {
    await settled(indexedDB.deleteDatabase(name));
    const opening = indexedDB.open(name, version);
    opening.addEventListener("upgradeneeded", () => createStores(opening.result, stores));
    const database = await settled(opening);
    try {
      if (stores.length === 0) return;
      const names = stores.map((store) => store.name);
      const transaction = database.transaction(names, "readwrite");
      const done = new Promise<void>((resolve, reject) => {
        transaction.addEventListener("complete", () => resolve());
        transaction.addEventListener("abort", () => reject(transaction.error!));
      });
      for (const { name, keyPath, records } of stores)
        for (const { key, value } of records) {
          const outer = keyPath === null ? (decode(key) as IDBValidKey) : undefined;
          transaction.objectStore(name).put(decode(value), outer);
        }
      await done;
    } finally {
      database.close();
    }
  };

  const fill = (area: globalThis.Storage, entries: [string, string][]): void => {
    area.clear();
    for (const [key, value] of entries) area.setItem(key, value);
  };
  fill(localStorage, storage.localStorage);
  fill(sessionStorage, storage.sessionStorage);
  for (const database of storage.databases) await writeDatabase(database);
}

export function clearTabStorage(): void {
  sessionStorage.clear();
}
