import { Controller, createApp, html, Route } from 'phial';

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
    expect(() => html`<p>${Promise.resolve('x')}</p>`).toThrow('html was given a Promise: await it');
    expect(() => html`<p>${[Promise.resolve('x')]}</p>`).toThrow('await it');
  });

  it('refuses to be called as a function, which would escape nothing', () => {
    expect(() => html('<p>' as never)).toThrow('html is a tag, which escapes what stands in ${}');
  });

  it('is not made by an object that looks like it', async () => {
    @Controller()
    class Pages {
      @Route('/', ['POST'])
      page() {
        return html`${JSON.parse('{"text":"<script>","toHTML":null}')}`;
      }
    }
    expect(
      (
        await createApp({ controllers: [Pages] })
          .testClient()
          .post('/')
      ).text,
    ).toBe('[object Object]');
  });
});
