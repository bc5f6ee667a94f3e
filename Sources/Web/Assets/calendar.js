// A booking on the calendar is dragged to another time or lane, or made longer or shorter; with the keys: Alt and the arrows move it,
// with Shift they change its length. Whatever was done can be undone.
const step = 15;
const grid = () => document.querySelector('.timeline[data-move]');
const isGrid = () => grid() && getComputedStyle(grid()).display === 'grid';
const lanes = () => [...grid().querySelectorAll('.lane')];
const two = number => String(number).padStart(2, '0');
const clock = minutes => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const toast = document.body.appendChild(document.createElement('div'));
toast.className = 'toast';
toast.setAttribute('role', 'status');
let hiding;
function show(text, action) {
  clearTimeout(hiding);
  toast.replaceChildren(Object.assign(document.createElement('p'), { textContent: text }));
  if (action) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button compact', textContent: grid().dataset.undo });
    button.addEventListener('click', action);
    toast.append(button);
  }
  hiding = setTimeout(() => toast.replaceChildren(), 12000);
}

async function refresh(booking) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  const [old, fresh] = [document, page].map(part => part.querySelector('.timeline[data-move]')?.closest('[data-live]'));
  if (old && fresh) old.replaceWith(fresh);
  document.querySelector(`[data-booking="${CSS.escape(booking)}"] a`)?.focus({ preventScroll: true });
}

// One after the other: a key that is pressed while a move is on its way counts from where that one leads. `aim` says where, or nothing
// when the booking is gone; of a key that is held down no more than a few wait.
let turn = Promise.resolve();
let waiting = 0;
function send(aim, isUndo) {
  if (waiting > 3) return;
  waiting++;
  turn = turn.then(() => post(aim(), isUndo)).catch(() => location.reload()).then(() => { waiting--; });
}

async function post(move, isUndo) {
  if (!move) return;
  const { move: address, token, undone, failed } = grid().dataset;
  const body = new URLSearchParams({ form_token: token });
  for (const [name, value] of Object.entries(move)) if (value != null) body.set(name, value);
  try {
    const answer = await fetch(address, { method: 'POST', body });
    const told = await answer.json();
    await refresh(move.booking);
    if (answer.ok) show(isUndo ? undone : told.title, isUndo ? null : () => send(() => told.undo, true));
    else show([told.title, ...(told.reasons || [])].join(' '));
  } catch {
    await refresh(move.booking);
    show(failed);
  }
}

// Where `slab` would be after so many quarters, in another lane, so much longer.
function target(slab, lane, quarters, longer) {
  const from = slab.closest('.lane');
  const minutes = Math.max(step, Number(slab.dataset.minutes) + longer * step);
  const start = Math.min(1439, Math.max(0, Number(slab.dataset.from) + quarters * step));
  return {
    booking: slab.dataset.booking, date: lane.dataset.date, time: clock(start), minutes,
    from: from.dataset.resource, to: lane.dataset.resource || from.dataset.resource,
  };
}

let drag;
document.addEventListener('pointerdown', event => {
  const slab = event.button === 0 && event.target.closest('.slab[data-booking]');
  if (!slab || !isGrid()) return;
  const box = slab.getBoundingClientRect();
  drag = { slab, x: event.clientX, y: event.clientY, isResize: event.clientY > box.bottom - 10 && box.height > 24, box };
});
document.addEventListener('dragstart', event => { if (event.target.closest?.('.slab[data-booking]')) event.preventDefault(); });
document.addEventListener('pointermove', event => {
  if (!drag) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.isMoving && Math.hypot(x, y) < 6) return;
  drag.isMoving = true;
  drag.slab.classList.add('moving');
  if (drag.isResize) drag.slab.style.blockSize = `${Math.max(20, drag.box.height + y)}px`;
  else drag.slab.style.transform = `translate(${x}px, ${y}px)`;
});
document.addEventListener('pointerup', event => {
  const done = drag;
  drag = null;
  if (!done?.isMoving) return;
  addEventListener('click', click => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => { done.slab.style.transform = done.slab.style.blockSize = ''; done.slab.classList.remove('moving'); }, 400);
  const rows = grid().querySelector('.hours li').getBoundingClientRect().height / 4;
  const quarters = Math.round((event.clientY - done.y) / rows);
  const under = lanes().find(lane => { const head = lane.querySelector('h2').getBoundingClientRect(); return event.clientX >= head.left && event.clientX < head.right; });
  const lane = under || done.slab.closest('.lane');
  const move = done.isResize ? target(done.slab, done.slab.closest('.lane'), 0, quarters) : target(done.slab, lane, quarters, 0);
  send(() => move);
});
document.addEventListener('pointercancel', () => { drag = null; });

document.addEventListener('keydown', event => {
  const pressed = event.altKey && document.activeElement.closest?.('.slab[data-booking]');
  if (!pressed || !isGrid()) return;
  const across = document.dir === 'rtl' ? -1 : 1;
  const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-across, 0], ArrowRight: [across, 0] }[event.key] || [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  send(() => {
    const slab = grid()?.querySelector(`[data-booking="${CSS.escape(pressed.dataset.booking)}"]`);
    if (!slab) return null;
    const [all, own] = [lanes(), slab.closest('.lane')];
    const lane = all[all.indexOf(own) + dx];
    return lane && (event.shiftKey ? target(slab, own, 0, dy) : target(slab, lane, dy, 0));
  });
});

// A free place is where a new booking begins.
document.addEventListener('dblclick', event => {
  const gap = grid()?.dataset.new && event.target.closest('.timeline') && !event.target.closest('.slab[data-booking]');
  if (!gap || !isGrid()) return;
  const head = lanes().map(lane => [lane, lane.querySelector('h2').getBoundingClientRect()]).find(([, box]) => event.clientX >= box.left && event.clientX < box.right);
  const first = grid().querySelector('.hours li').getBoundingClientRect();
  if (!head) return;
  const minutes = Number(head[0].dataset.first) * 60 + Math.floor((event.clientY - first.top) / (first.height / 4)) * step;
  const address = new URL(grid().dataset.new, location);
  address.searchParams.set('date', head[0].dataset.date);
  address.searchParams.set('time', clock(Math.max(0, Math.min(1425, minutes))));
  if (head[0].dataset.resource) address.searchParams.set('resource_id', head[0].dataset.resource);
  location.assign(address);
});
