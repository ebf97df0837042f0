import { templateWarnings } from '../support/template-warnings.js';

describe('A tag of another language of templates', () => {
  it.each([
    ['@if(user) x @endif', '@if(', 'Write {{#if x}}'],
    ['<ul>\n@foreach ($notes as $note)', '@foreach (', 'Write {{#each items}}'],
    ["@extends('layout')", '@extends(', 'Write {{#> layout}}'],
    ['<form>@csrf</form>', '@csrf', 'Leave it away'],
    ['<p th:text="x">', 'th:text=', 'Write {{name}}'],
    ['<p th:each="n : ${notes}">', 'th:each=', 'Write {{#each items}}'],
    ['<p>${user.name}</p>', '${user.name}', 'Write {{user.name}}.'],
    ['<p>#{name}</p>', '#{name}', 'Write {{name}}.'],
    ['{# hidden #}', '{# hidden #}', 'Write {{!-- a comment --}}.'],
    ['<p v-if="a">', 'v-if=', 'Write {{#if x}}'],
    ['<li v-for="n in notes">', 'v-for=', 'Write {{#each items}}'],
  ])('is warned of: %s', async (text, tag, cure) => {
    const told = await templateWarnings({ page: text });
    expect(told).toEqual([
      expect.stringContaining(`'${tag}' is of another language of templates, and is printed as it is. ${cure}`),
    ]);
  });

  it('is told with its line', async () => {
    expect((await templateWarnings({ page: '<p>\n</p>\n@if(a)' }))[0]).toMatch(/^page\.hbs:3: /);
  });

  it.each([
    '<script>const a = `${name}`</script>',
    '<pre>${name} @if(a)</pre>',
    '<p>Press <kbd>@if (a)</kbd>: <samp>${name}</samp></p>',
    '<p>$ {{price}} ${{price}} me@if.example @media (print)</p>',
    '{{!-- ${name} v-if="a" --}}',
    '<button onclick="go(`/${id}`)">',
    '<style>@media(x) { a { b: c } }</style>',
  ])('is not found in %s', async (text) => {
    expect(await templateWarnings({ page: text })).toEqual([]);
  });

  it('may be for a script, where some page has one', async () => {
    expect(
      await templateWarnings({
        base: '<html><script src="/app.js"></script>{{> @partial-block}}',
        page: '<p v-if="a">',
      }),
    ).toEqual([]);
  });

  it('is looked for in pages alone', async () => {
    expect(await templateWarnings({ 'run.sh': 'echo ${name}', 'mail.txt': '${name}' })).toEqual([]);
  });

  it.each(['for', 'include', 'block', 'switch'])('is told how it is written here: {{#%s}}', async (name) => {
    expect((await templateWarnings({ page: `{{#${name} a}}{{/${name}}}` }))[0]).toMatch(
      new RegExp(`there is no helper '${name}'\\. Write \\{\\{`),
    );
  });
});
