import { Paths } from '../../lib/openapi/paths.js';

describe('The rest of a path', () => {
  it.each([
    ['/files/*', '/files/{path}'],
    ['/:path/*', '/{path}/{rest}'],
    ['/:path/:rest/*', '/{path}/{rest}/{rest2}'],
  ])('is a variable of a name of its own: %s', (path, documented) => {
    const paths = new Paths();
    paths.of(path, 'GET')[0]!.put({});
    expect(Object.keys(paths.toObject())).toEqual([documented]);
  });
});
