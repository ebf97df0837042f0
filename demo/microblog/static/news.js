// Asks for new messages and the progress of an export, and writes dates as the visitor's clock has them.
const link = document.querySelector('[data-news]');
const badge = link.querySelector('.badge');
const progress = document.querySelector('#progress');

async function ask() {
  if (document.hidden) return;
  const response = await fetch(link.dataset.news, { headers: { Accept: 'application/json' } });
  if (!response.ok) return;
  const news = await response.json();
  badge.textContent = news.unread;
  badge.hidden = news.unread === 0;
  badge.setAttribute('aria-label', badge.getAttribute('aria-label').replace(/\d+/, news.unread));
  if (!progress || news.progress === null) return;
  progress.value = news.progress;
  document.querySelector('#download').hidden = news.progress < 100;
}

// An export is soon done, and messages have time.
setInterval(() => void ask().catch(() => {}), progress && progress.value < 100 ? 1000 : 10_000);

for (const time of document.querySelectorAll('time')) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  time.textContent = format.format(new Date(time.dateTime));
}
