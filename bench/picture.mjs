const WIDTH = 720;
const LEFT = 170;
const RIGHT = 70;
const ROW = 28;
/** Longer bars are cut, and say how long they are. */
const LONGEST = 3;

/** Bars of ratios as an SVG picture, for a light page and a dark one. */
export function drawBars(bars) {
  const height = bars.length * ROW + 56;
  const scale = (WIDTH - LEFT - RIGHT) / LONGEST;
  const one = LEFT + scale;
  const rows = bars.map(({ name, value }, index) => {
    const y = 40 + index * ROW;
    const length = Math.min(value, LONGEST) * scale;
    const kind = name === 'phial' ? 'phial' : 'bar';
    const cut = value > LONGEST ? `<path class="page" d="M${LEFT + length - 14} ${y + 20}l6 -20h5l-6 20z"/>` : '';
    return `<text x="${LEFT - 10}" y="${y + 14}" text-anchor="end">${escape(name)}</text>
<rect class="${kind}" x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="20" rx="2"/>${cut}
<text x="${(LEFT + length + 8).toFixed(1)}" y="${y + 14}">${value.toFixed(2)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Server CPU time per request against hand-written Fastify">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.page { fill: #fff; } .bar { fill: #9aa4af; } .phial { fill: #1a7f64; } .one { stroke: #1f2328; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .page { fill: #0d1117; } .bar { fill: #5b6570; } .phial { fill: #3fb98f; } .one { stroke: #e6edf3; } }
</style>
<text x="${LEFT}" y="18">Server CPU time per request, hand-written Fastify = 1 (shorter is better)</text>
${rows.join('\n')}
<line class="one" x1="${one}" y1="30" x2="${one}" y2="${height - 16}"/>
</svg>
`;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
