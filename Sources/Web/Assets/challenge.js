// Finds the number that the server asks for, in small steps that leave the page alive, and sends the form again.
const form = document.querySelector('form[data-challenge]');
const { challenge, bits } = form.dataset;
const state = form.querySelector('[role=status]');
const button = form.querySelector('button');
const encoder = new TextEncoder();

const zeroBits = (bytes) => {
  let count = 0;
  for (const byte of bytes) {
    count += byte ? Math.clz32(byte) - 24 : 8;
    if (byte) break;
  }
  return count;
};

const fits = async (counter) => {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(`${challenge}:${counter}`));
  return zeroBits(new Uint8Array(digest)) >= Number(bits);
};

const solve = async () => {
  for (let first = 0; ; first += 512) {
    const tries = await Promise.all(Array.from({ length: 512 }, (_, step) => fits(first + step)));
    const found = tries.indexOf(true);
    if (found >= 0) return first + found;
    await new Promise((resume) => setTimeout(resume));
  }
};

// Browsers give it to pages by TLS, and of this machine; others wait, as they do without a script.
if (globalThis.crypto?.subtle) {
  button.disabled = true;
  state.textContent = state.dataset.working;
  const counter = await solve();
  state.textContent = state.dataset.done;
  const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'challenge_solution', value: `${challenge}:${counter}` });
  form.append(field);
  form.submit();
}
