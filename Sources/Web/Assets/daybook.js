// Everything here improves a page that already works without it.
const $ = (selector, root = document) => root.querySelector(selector);
const page = async (url, options) => {
  const answer = await fetch(url, options);
  if (!answer.ok) throw answer;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
};

const live = document.body.appendChild(document.createElement('p'));
live.className = 'sr';
live.setAttribute('role', 'status');
const say = text => { live.textContent = ''; setTimeout(() => { live.textContent = text; }, 60); };

// Free times: another day, week or zone comes into the page in place.
let latest = 0;
async function showTimes(url, focus) {
  const turn = ++latest;
  const ask = new URL(url);
  ask.searchParams.set('fragment', 'times');
  $('#times').setAttribute('aria-busy', 'true');
  const fresh = $('#times', await page(ask));
  const old = $('#times');
  if (turn !== latest) return false;
  if (!fresh) throw url;
  const alike = root => [...root.querySelectorAll('a')].filter(a => a.className === at.className);
  const at = document.activeElement;
  const place = old.contains(at) ? alike(old).indexOf(at) : -1;
  old.replaceWith(fresh);
  if (focus) (at.matches('.day') && $('.day[aria-current]', fresh) || alike(fresh)[place] || fresh).focus({ preventScroll: true });
  const heard = $('[data-heard]', fresh);
  say(heard ? heard.textContent : '');
  return true;
}
if ($('#times')) {
  document.addEventListener('click', event => {
    const link = event.target.closest('#times a[data-in-place]');
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    showTimes(link.href, true).then(done => done && history.pushState(null, '', link.href), () => location.assign(link.href));
  });
  addEventListener('popstate', () => $('#times') && showTimes(location.href).catch(() => location.reload()));
  const here = new URL(location);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !here.searchParams.has('tz') && zone !== $('#times').dataset.zone) {
    here.searchParams.set('tz', zone);
    showTimes(here).then(done => done && history.replaceState(null, '', here), () => $('#times').removeAttribute('aria-busy'));
  }
}

// Arrow keys go through the slots and the days.
document.addEventListener('keydown', event => {
  const at = event.target.closest?.('a.slot, a.day');
  if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...document.querySelectorAll(at.matches('.slot') ? 'a.slot' : 'a.day')];
  const near = sign => {
    const box = at.getBoundingClientRect();
    const rows = all.map(a => [a, a.getBoundingClientRect()]).filter(([, b]) => sign * (b.top - box.top) > 4);
    rows.sort(([, a], [, b]) => sign * (a.top - b.top) || Math.abs(a.left - box.left) - Math.abs(b.left - box.left));
    return rows[0]?.[0];
  };
  const step = getComputedStyle(at).direction === 'rtl' ? -1 : 1;
  const to = {
    ArrowRight: () => all[all.indexOf(at) + step], ArrowLeft: () => all[all.indexOf(at) - step],
    ArrowDown: () => near(1), ArrowUp: () => near(-1), Home: () => all[0], End: () => all.at(-1),
  }[event.key]?.();
  if (to) { event.preventDefault(); to.focus(); }
});

// The chosen time is held while the form is filled.
const form = $('form[data-hold]');
if (form) {
  const note = $('[data-hold-note]', form);
  const { hold: url, wish, holdText, holdOver, holdLost, holdBack, holdBackLabel } = form.dataset;
  const post = (to, value, more) => fetch(to, { method: 'POST', body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' }, ...more });
  const tell = (text, kind) => { note.hidden = !text; note.className = `notice ${kind || ''}`; if (note.textContent !== text) note.textContent = text; };
  post(url, JSON.parse(wish)).then(async answer => {
    if (answer.status === 409) {
      tell(`${holdLost} `, 'warn');
      const back = Object.assign(document.createElement('a'), { href: holdBack, textContent: holdBackLabel });
      if (holdBack) note.append(back);
    }
    if (!answer.ok) return;
    const { hold_token: token, expires_at: end } = await answer.json();
    form.elements.hold.value = token;
    // The page loaded again finds its own hold.
    const here = new URL(location);
    here.searchParams.set('hold', token);
    history.replaceState(history.state, '', here);
    // Who leaves without booking gives the time back; a page that comes back from the browser's memory asks for it again.
    addEventListener('pagehide', () => {
      if (form.ariaBusy !== 'true') post(url.replace(/hold$/, 'release'), { hold_token: token }, { keepalive: true });
    });
    addEventListener('pageshow', event => event.persisted && location.reload());
    const tick = () => {
      const left = Math.ceil((new Date(end) - Date.now()) / 60000);
      if (left > 0) return tell(holdText.replace('#', left));
      tell(holdOver, 'warn');
      clearInterval(clock);
    };
    const clock = setInterval(tick, 5000);
    tick();
  }).catch(() => {});
}

// The key / goes to the desk's search.
document.addEventListener('keydown', event => {
  const search = [...document.querySelectorAll('[data-search]')].find(field => field.checkVisibility());
  if (event.key !== '/' || !search || event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select, textarea')) return;
  event.preventDefault();
  search.focus();
});

// A form is sent once.
document.addEventListener('submit', event => {
  const sent = event.target;
  if (sent.method !== 'post') return;
  if (sent.ariaBusy === 'true') return event.preventDefault();
  sent.ariaBusy = 'true';
});
addEventListener('pageshow', () => document.querySelectorAll('form[aria-busy]').forEach(sent => { sent.ariaBusy = null; }));

document.addEventListener('click', async event => {
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    say(copy.dataset.copied);
    const label = $('[data-label]', copy) || copy;
    const before = copy.dataset.before ??= label.textContent;
    label.textContent = copy.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2500);
  }
  const close = event.target.closest('dialog [data-close]');
  if (close) { event.preventDefault(); close.closest('dialog').close(); }

  // What destroys asks first: the page that asks comes as a dialog.
  const link = event.target.closest('a[data-confirm]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const ask = $('[data-ask]', await page(link.href));
    const box = document.body.appendChild(document.createElement('dialog'));
    box.setAttribute('aria-labelledby', 'ask-title');
    box.append(ask);
    box.addEventListener('close', () => { box.remove(); link.focus(); });
    box.showModal();
  } catch { location.assign(link.href); }
});
document.querySelectorAll('[data-copy]').forEach(copy => { copy.hidden = !navigator.clipboard; });
document.querySelectorAll('[data-print]').forEach(button => { button.hidden = false; button.onclick = () => print(); });

// One open menu at a time; Escape and a click elsewhere close it.
const shut = keep => document.querySelectorAll('details.switch[open], .bar details[open]').forEach(menu => menu.contains(keep) || menu.removeAttribute('open'));
document.addEventListener('click', event => shut(event.target));
document.addEventListener('keydown', event => event.key === 'Escape' && shut(null));
// Of tabs that don't all fit, the open one is seen.
$('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest' });
$('#problems')?.focus();
