// A page that asks a fan for a Music User Token with the script at an address, in as much of a browser as that takes. Arguments: the script's address, the page's
// origin, what the fan does (agree, cancel, close, or "blocked": the window never opens), the fan's name. Standard input: the developer token.
// Prints { token, app } or { error } or { page }: what the window showed in place of a question.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const [scriptUrl, origin, answer, fan] = process.argv.slice(2);
const developerToken = readFileSync(0, 'utf8').trim();
const print = (outcome) => {
  console.log(JSON.stringify(outcome));
  process.exit(0);
};
const listeners = new Set();
const document = { currentScript: { src: scriptUrl }, dispatchEvent: () => true };
let app;

const text = (html, pattern) => html.match(pattern)?.[1]?.replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&amp;', '&');

// What a fan does in the window; its last page runs its own script.
const live = async (address, popup) => {
  const shown = await (await fetch(address)).text();
  const action = text(shown, /<form method=post action="([^"]*)">/);
  if (!action) print({ page: shown });
  app = text(shown, /The app <b>([^<]*)<\/b>/);
  if (answer === 'close') {
    popup.closed = true;
    return;
  }
  const fields = [...shown.matchAll(/<input type=hidden name=([a-z_]+) value="([^"]*)">/g)].map((match) => [match[1], text(match[0], /value="([^"]*)"/)]);
  const last = await (await fetch(new URL(action, address), { method: 'POST', body: new URLSearchParams([...fields, ['other', fan], ['answer', answer]]) })).text();
  const opener = {
    postMessage: (data, target) => {
      if (target !== origin) return;
      for (const listen of listeners) listen({ origin: new URL(address).origin, source: popup, data });
    },
  };
  vm.runInNewContext(text(last, /<script>(.*?)<\/script>/s), { opener, close: () => (popup.closed = true) });
};

const window = {};
const page = {
  window, document, URL, URLSearchParams, TextEncoder, btoa, setInterval, clearInterval, Event, Error, Promise,
  location: { origin },
  addEventListener: (name, listener) => listeners.add(listener),
  removeEventListener: (name, listener) => listeners.delete(listener),
  open: (address) => {
    if (answer === 'blocked') return null;
    const popup = { closed: false };
    live(`${address}`, popup).catch((error) => print({ error: `${error}` }));
    return popup;
  },
};
vm.runInNewContext(await (await fetch(scriptUrl)).text(), page);

try {
  await window.MusicKit.configure({ developerToken, app: { name: 'Smartlinks', build: '1' } });
  const token = await window.MusicKit.getInstance().authorize();
  print({ token, app });
} catch (error) {
  print({ error: error.errorCode ?? `${error}` });
}
