// What a room's page does. Text is put in as text, never as HTML.
const room = document.querySelector('.room');
const list = document.querySelector('#messages');
const state = document.querySelector('#state');
const template = document.querySelector('#message');
const say = document.querySelector('#say');
const show = document.querySelector('#show');
let socket;
let wait = 250;
let follows = true;
let isUnsent = false;

function connect() {
  socket = new WebSocket(room.dataset.socket);
  socket.onopen = () => {
    state.textContent = '';
    isUnsent = false;
    wait = 250;
  };
  socket.onmessage = ({ data }) => {
    const { message, here } = JSON.parse(data);
    if (message) put(message);
    if (here) tell(here);
  };
  socket.onclose = () => {
    tellOfLoss();
    // Not all at once when a process was restarted.
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 10_000);
  };
}

/** What was not sent stays in its field, to be sent again. */
function tellOfLoss() {
  const what = isUnsent ? 'Your message was not sent: the connection is lost.' : 'The connection is lost.';
  state.textContent = `${what} Connecting again ...`;
}

/** Shows a message at its place: it may come again, when a thumbnail is there or after a lost connection. */
function put(message) {
  const item = template.content.cloneNode(true).firstElementChild;
  item.dataset.id = message.id;
  item.classList.toggle('mine', message.name === room.dataset.name);
  item.querySelector('strong').textContent = message.name;
  item.querySelector('span').append(message.hasPicture ? pictureOf(message) : message.text);
  const items = [...list.children];
  const same = items.find(({ dataset }) => dataset.id === item.dataset.id);
  if (same) return same.replaceWith(item);
  list.insertBefore(item, items.find(({ dataset }) => Number(dataset.id) > message.id) ?? null);
  item.scrollIntoView({ block: 'end' });
}

/** Whoever reads what was said before stays there; all others see the end, also when a picture is there and makes it longer. */
list.addEventListener('scroll', () => {
  follows = list.scrollHeight - list.scrollTop - list.clientHeight < 50;
});

function pictureOf({ id, name, hasThumbnail }) {
  const link = document.createElement('a');
  link.href = `/messages/${id}/picture`;
  if (!hasThumbnail) {
    link.textContent = 'A picture';
    return link;
  }
  const image = document.createElement('img');
  image.src = `/messages/${id}/thumbnail`;
  image.alt = `A picture of ${name}`;
  image.addEventListener('load', () => {
    if (follows) list.lastElementChild?.scrollIntoView({ block: 'end' });
  });
  link.append(image);
  return link;
}

function tell(here) {
  const items = here.map((name) => {
    const item = document.createElement('li');
    item.textContent = name;
    return item;
  });
  document.querySelector('#here').replaceChildren(...items);
}

say.addEventListener('submit', (event) => {
  event.preventDefault();
  if (socket.readyState !== WebSocket.OPEN) {
    isUnsent = true;
    return tellOfLoss();
  }
  socket.send(JSON.stringify({ text: say.elements.text.value }));
  say.reset();
});

show.addEventListener('submit', async (event) => {
  event.preventDefault();
  const mistake = await upload();
  state.textContent = mistake ?? '';
  if (mistake === undefined) show.reset();
});

/** Tells what is wrong, if anything. */
async function upload() {
  const headers = { accept: 'application/json' };
  try {
    const sent = await fetch(show.action, { method: 'POST', body: new FormData(show), headers });
    return sent.ok ? undefined : await whyNot(sent);
  } catch {
    return 'The picture was not sent: the server cannot be reached.';
  }
}

async function whyNot(answer) {
  // What is between the browser and the app may answer, too, and knows of no JSON.
  const { title, errors } = await answer.json().catch(() => ({}));
  return errors?.[0]?.message ?? title ?? `The picture was not sent: the server answered ${answer.status}.`;
}

connect();
