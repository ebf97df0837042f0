import { templateWarnings } from '../support/template-warnings.js';

describe('A form of a template', () => {
  it('is warned of when browsers do not know its method', async () => {
    const page =
      '<form method="post">\n<button formmethod="PUT">Save</button></form>\n<form action="{{x}}" method=delete>';
    expect(await templateWarnings({ page })).toEqual([
      expect.stringMatching(/^page\.hbs:2: it has formmethod="PUT", .+ Write formmethod="post",.+\(PH611\)$/),
      expect.stringMatching(/^page\.hbs:3: it has method="delete", .+ they send GET.+\(PH611\)$/),
    ]);
  });

  it('is warned of when it has a file input and sends the name alone', async () => {
    const page = '<p>\n<form method="post" action="{{> url}}"><input id="a>b" type="file" name="picture"></form>';
    expect(await templateWarnings({ page, url: '/' })).toEqual([
      `page.hbs:2: its form has a file input and no enctype, so that browsers send the file's name alone. Write <form method="post" enctype="multipart/form-data">. (PH612)`,
    ]);
  });

  it('may have its file input in a partial', async () => {
    const fields = '<input name="picture" type=file>';
    const page = '<form method="post">{{> fields}}</form>';
    expect(await templateWarnings({ fields, page })).toEqual([
      expect.stringMatching(/^page\.hbs:1: its form has a file/),
    ]);
  });

  it.each([
    ['knows how to send files', '<form method="post" enctype="multipart/form-data"><input type="file"></form>'],
    ['leaves that to its button', '<form method="post"><input type="file"><button formenctype="multipart/form-data">'],
    ['is given its attributes', '<form method="post" {{attributes}}><input type="file"></form>'],
    ['is a search, or a dialog', '<form><input type="text"></form><form method="dialog"></form>'],
    ["is a script's", '<form data-remote="1" method="delete"></form><form id="f"><input type="file"></form>'],
    ['is a comment', '{{!-- <form method="delete"> --}}<!-- <form method="put"> -->'],
    ['stands beside another', '<form method="post"></form><form method="post" enctype="multipart/form-data"><input type="file"></form>'], // prettier-ignore
    ['names a method in another attribute', '<form data-method="delete" method="post" title="method=delete"></form>'],
  ])('is left alone when it %s', async (_what, page) => {
    expect(await templateWarnings({ page })).toEqual([]);
  });
});
