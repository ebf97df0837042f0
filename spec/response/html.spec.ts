import { eventStream, html, Redirect, Response } from 'phial';

describe('html', () => {
  it('escapes every value, in text and in quoted attributes', () => {
    expect(String(html`<a title="${`"x" & 'y'`}" href='${"'"}'>${'<script>`='}</a>`)).toBe(
      '<a title="&quot;x&quot; &amp; &#39;y&#39;" href=\'&#39;\'>&lt;script&gt;&#96;&#61;</a>',
    );
  });

  it('does not escape html inside html again', () => {
    expect(String(html`<ul>${html`<li>${'<'}</li>`}</ul>`)).toBe('<ul><li>&lt;</li></ul>');
  });

  it('joins lists, also of lists', () => {
    expect(String(html`<ul>${['<', html`<b>`, [1, 2]].map((item) => html`<li>${item}</li>`)}</ul>`)).toBe(
      '<ul><li>&lt;</li><li><b></li><li>12</li></ul>',
    );
  });

  it('writes nothing for null, undefined and false, so that conditions read well', () => {
    const user = undefined as { name: string } | undefined;
    expect(String(html`<p>${user && html`Hello ${user.name}`}${null}${false}${[]}</p>`)).toBe('<p></p>');
  });

  it('writes other values as text', () => {
    expect(String(html`${0} ${true} ${1n} ${''}`)).toBe('0 true 1 ');
  });

  it('is text as a part of JSON', () => {
    expect(JSON.stringify({ page: html`<b>${'<'}</b>` })).toBe('{"page":"<b>&lt;</b>"}');
  });

  it('refuses a promise, which nobody has waited for', () => {
    expect(() => html`<p>${Promise.resolve('x')}</p>`).toThrow('html was given a promise: await it');
    expect(() => html`<p>${[Promise.resolve('x')]}</p>`).toThrow('await it');
  });

  it('refuses to be called as a function, which would escape nothing', () => {
    expect(() => html('<p>' as never)).toThrow('html is a tag, which escapes what stands in ${}');
  });

  it('is not made by an object that looks like it', () => {
    const lookalike: unknown = JSON.parse('{"text":"<script>","toHTML":null}');
    expect(() => html`${lookalike}`).toThrow('html was given an object, whose text is [object Object].');
  });

  it.each([
    ['an object', { a: 1 }, 'an object'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['a Map', new Map(), 'a Map'],
    ['a Set in a list', [new Set()], 'a Set'],
    ['a generator', (function* () {})(), 'a Generator'],
    ["the web's Response", new globalThis.Response('x'), 'a Response'],
  ])('refuses what has no text of its own: %s', (_what, value, name) => {
    expect(() => html`<p>${value}</p>`).toThrow(`html was given ${name}, whose text is [object `);
  });

  it('refuses whatever else has to be waited for', () => {
    expect(() => html`<p>${{ then() {} }}</p>`).toThrow('html was given a promise: await it');
  });

  it('writes what has a text of its own', () => {
    const amount = { [Symbol.toPrimitive]: () => '5 <' };
    expect(String(html`${new URL('http://a.test/?b&c')} ${amount}`)).toBe('http://a.test/?b&amp;c 5 &lt;');
  });

  it.each([
    ['A Response', new Response('x'), 'Write its text there'],
    ['An eventStream()', eventStream(['x']), 'Return it alone'],
    ['A Redirect', new Redirect('/x'), 'Return it alone'],
  ])('refuses a whole answer, also in a list: %s', (what, value, cure) => {
    const message = `${what} is a whole answer, and stands inside text, another page or a stream. ${cure}`;
    expect(() => html`<p>${value}</p>`).toThrow(message);
    expect(() => html`<p>${[[value]]}</p>`).toThrow(message);
  });
});
