// An open page hears that something has changed, and brings itself up to date where that disturbs nobody.
const root = document.querySelector('[data-listen]');
const times = () => document.querySelector('#times');
const live = document.body.appendChild(document.createElement('p'));
live.className = 'sr';
live.setAttribute('role', 'status');
const say = text => { live.textContent = ''; setTimeout(() => { live.textContent = text; }, 60); };
const read = async url => {
  const answer = await fetch(url, { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected) throw answer;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
};

// Whoever types, chooses, is asked something or has just sent a form is not disturbed.
const isBusy = () => document.querySelector('dialog[open], form[aria-busy=true], #times[aria-busy=true]')
  || document.activeElement.matches('[data-live] :is(input:not([type=hidden]), select, textarea)');

const name = item => item.getAttribute('href') || item.form?.action;
const reachable = part => [...part.querySelectorAll('a[href], button')];

// Puts `fresh` in the place of `old`. The focus stays on what it was on, or goes to what has taken its place: true then.
function swap(old, fresh, rank = all => all) {
  const at = document.activeElement;
  const place = old.contains(at) && at !== old ? rank(reachable(old)).indexOf(at) : -1;
  const same = place < 0 ? null : reachable(fresh).find(item => name(item) === name(at) && item.className === at.className);
  const scrolled = [...old.querySelectorAll('.scroll')].map(box => [box.scrollLeft, box.scrollTop]);
  old.replaceWith(fresh);
  fresh.querySelectorAll('.scroll').forEach((box, index) => box.scrollTo(...(scrolled[index] || [0, 0])));
  if (at === old) fresh.focus({ preventScroll: true });
  if (place < 0) return false;
  const left = rank(reachable(fresh));
  (same || left[Math.min(place, left.length - 1)] || fresh).focus({ preventScroll: true });
  return !same;
}

const shown = part => [...part.querySelectorAll('.slot time')].map(time => time.dateTime).join();
async function refreshTimes() {
  const [here, old] = [location.href, times()];
  const ask = new URL(here);
  ask.searchParams.set('fragment', 'times');
  const fresh = (await read(ask)).querySelector('#times');
  if (here !== location.href || old !== times() || isBusy()) return false;
  if (!fresh || fresh.outerHTML === old.outerHTML) return true;
  const hasChanged = shown(fresh) !== shown(old);
  const wasSlot = document.activeElement.matches('#times .slot');
  const isGone = swap(old, fresh, all => wasSlot ? all.filter(item => item.matches('.slot')) : all);
  if (hasChanged) say(`${isGone && wasSlot ? root.dataset.liveGone : root.dataset.liveChanged} ${fresh.querySelector('[data-heard]')?.textContent || ''}`);
  return true;
}

const parts = page => [...page.querySelectorAll('[data-live]')];
const count = all => all.map(part => `${part.querySelectorAll('li, tr').length} ${[...part.querySelectorAll('.tile b, .badge, .status')].map(b => b.textContent)}`).join();
async function refreshDesk() {
  const here = location.href;
  const fresh = parts(await read(here));
  const old = parts(document);
  if (here !== location.href || isBusy()) return false;
  if (fresh.length !== old.length) return true;
  const hasChanged = count(fresh) !== count(old);
  old.forEach((part, index) => part.outerHTML === fresh[index].outerHTML || swap(part, fresh[index]));
  if (hasChanged) say(root.dataset.liveChanged);
  return true;
}

let waiting, source, last, isStale = false, pause = 30000;
const refresh = times() ? refreshTimes : refreshDesk;
function soon(wait = 250 + Math.random() * 150) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (document.hidden) return;
    try {
      isStale = isBusy() || !await refresh();
      if (isStale) soon(1000);
    } catch (fault) {
      // Who is refused waits for the next change.
      if (!(fault instanceof Response)) soon(5000);
    }
  }, wait);
}

// Only a page that is looked at listens: browsers open few lines to one server.
function listen() {
  source?.close();
  source = null;
  if (document.hidden) return;
  const url = new URL(root.dataset.listen, location);
  if (last) url.searchParams.set('since', last);
  source = new EventSource(url);
  source.onopen = () => { pause = 30000; };
  for (const kind of ['availability', 'desk', 'booking']) {
    source.addEventListener(kind, event => { last = event.lastEventId; isStale = true; soon(); });
  }
  source.onerror = () => {
    // The browser comes back by itself from a lost line; from a refusal it does not.
    if (source?.readyState === EventSource.CLOSED) setTimeout(listen, pause = Math.min(pause * 2, 600000));
  };
}
if (root?.dataset.listen) {
  document.addEventListener('visibilitychange', () => { listen(); if (isStale) soon(); });
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', event => event.persisted && listen());
  listen();
}
