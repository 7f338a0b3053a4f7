// Conversations and their pictures in the browser's own database. Where there is none, they live as long as the page.

const memory = { conversations: new Map(), files: new Map() };
let database = null;

/** Opens the database; returns whether what is kept outlives the page. */
export async function openStore() {
  try {
    database = await new Promise((done, failed) => {
      const request = indexedDB.open("dazzle", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("conversations", { keyPath: "id" });
        request.result.createObjectStore("files");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  } catch {
    database = null;
  }
  return database !== null;
}

/** A name that nothing else has. (crypto.randomUUID is missing where the page came without TLS from another machine.) */
export function newID() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function run(store, mode, act) {
  return new Promise((done, failed) => {
    const transaction = database.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => failed(transaction.error);
  });
}

export async function allConversations() {
  return database ? run("conversations", "readonly", (store) => store.getAll()) : [...memory.conversations.values()];
}

export async function saveConversation(conversation) {
  if (!database) memory.conversations.set(conversation.id, conversation);
  else await run("conversations", "readwrite", (store) => store.put(conversation));
}

export async function removeConversation(id) {
  if (!database) memory.conversations.delete(id);
  else await run("conversations", "readwrite", (store) => store.delete(id));
}

// MARK: Files

const urls = new Map();

/** Keeps a picture or clip as long as the page lives; returns its id. */
export function keepFile(blob) {
  const id = newID();
  memory.files.set(id, blob);
  return id;
}

/** Keeps files for as long as a conversation shows them. */
export async function saveFiles(ids) {
  if (!database) return;
  for (const id of ids) {
    const blob = memory.files.get(id);
    if (blob) await run("files", "readwrite", (store) => store.put(blob, id));
  }
}

/** The bytes of a picture or clip; null where they are gone. */
export async function fileOf(id) {
  if (!memory.files.has(id) && database) {
    const blob = await run("files", "readonly", (store) => store.get(id));
    if (blob) memory.files.set(id, blob);
  }
  return memory.files.get(id) ?? null;
}

/** An address under which the page can show a file. */
export async function addressOf(id) {
  if (!urls.has(id)) {
    const blob = await fileOf(id);
    if (!blob) return "";
    urls.set(id, URL.createObjectURL(blob));
  }
  return urls.get(id);
}

export async function dataURLOf(id) {
  const blob = await fileOf(id);
  if (!blob) throw new Error("A picture of this conversation is no longer in the browser. Edit the message without it.");
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** Forgets files. */
export async function removeFiles(ids) {
  for (const id of ids) {
    memory.files.delete(id);
    if (database) await run("files", "readwrite", (store) => store.delete(id));
  }
}

/** The ids of all files that have been saved. */
export async function savedFiles() {
  return database ? run("files", "readonly", (store) => store.getAllKeys()) : [];
}
