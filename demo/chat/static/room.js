// What a room's page does. Text is put in as text, never as HTML.
const room = document.querySelector('.room');
const list = document.querySelector('#messages');
const state = document.querySelector('#state');
const template = document.querySelector('#message');
const say = document.querySelector('#say');
const show = document.querySelector('#show');
let socket;
let wait = 250;

function connect() {
  socket = new WebSocket(room.dataset.socket);
  socket.onopen = () => {
    state.textContent = '';
    wait = 250;
  };
  socket.onmessage = ({ data }) => {
    const { message, here } = JSON.parse(data);
    if (message) put(message);
    if (here) tell(here);
  };
  socket.onclose = () => {
    state.textContent = 'The connection is lost. Connecting again ...';
    // Not all at once when a process was restarted.
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 10_000);
  };
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
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ text: say.elements.text.value }));
  say.reset();
});

show.addEventListener('submit', async (event) => {
  event.preventDefault();
  const sent = await fetch(show.action, {
    method: 'POST',
    body: new FormData(show),
    headers: { accept: 'application/json' },
  });
  state.textContent = sent.ok ? '' : await whyNot(sent);
  if (sent.ok) show.reset();
});

async function whyNot(answer) {
  const { title, errors } = await answer.json();
  return errors?.[0]?.message ?? title;
}

connect();
