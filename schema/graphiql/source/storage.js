const PREFIX = 'graphiql:';
const HISTORIES = new Set(['graphiql:queries', 'graphiql:favorites']);

const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

const withoutHeaders = (json) => JSON.stringify(JSON.parse(json), (key, value) => (key === 'headers' ? undefined : value));

/**
 * The browser's local storage, less the headers that GraphiQL's query history would keep with each query: an API key
 * pasted there lives as long as the tab, unless its owner asks for more ("Persist headers" in the settings).
 */
export const keylessStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, HISTORIES.has(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ownKeys().length;
  },
};
