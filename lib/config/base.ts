import type { Finding } from '../plain/setup-error.js';
import { isBasePath } from '../request/base-path.js';
import type { AppOptions } from './config.js';

type BaseOptions = Pick<AppOptions, 'baseUrl' | 'basePath'>;

/** Where the app lives below its host: `/blog`, or `''`. */
export function basePathIn({ baseUrl, basePath }: BaseOptions): string {
  return basePath ?? pathIn(baseUrl);
}

/** What the paths of the app follow in whole URLs, `https://example.com/blog`, or below the host, `/blog`; undefined when neither is known. */
export function wholeBaseIn(options: BaseOptions): string | undefined {
  const { baseUrl } = options;
  const path = basePathIn(options);
  if (baseUrl === undefined) return path === '' ? undefined : path;
  return new URL(baseUrl).origin + path;
}

/** What is wrong with either, or with both together. */
export function checkBase({ baseUrl, basePath }: BaseOptions): Finding[] {
  if (baseUrl !== undefined && !isBase(baseUrl)) {
    const cause = `${JSON.stringify(baseUrl)} is no URL to begin others with`;
    return [{ code: 'PH412', who: 'baseUrl', cause, cure: "Write 'https://example.com'." }];
  }
  const ofUrl = pathIn(baseUrl);
  return [
    ...checkPath('basePath', basePath ?? ''),
    ...checkPath("baseUrl's path", ofUrl),
    ...(basePath === undefined || ofUrl === '' || basePath === ofUrl ? [] : [disagreement(basePath, ofUrl)]),
  ];
}

function checkPath(who: string, path: string): Finding[] {
  if (path === '' || isBasePath(path)) return [];
  const better = `/${path
    .replace(/^https?:\/\/[^/]*/i, '')
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
  const cure = isBasePath(better)
    ? `Write '${better}'.`
    : better === '/'
      ? 'Leave it out: the app lives at the top of its host.'
      : "Write a path of letters, digits and -_.~ alone: '/blog'.";
  const cause = `${JSON.stringify(path)} is not a path for the app to live below`;
  return [{ code: 'PH223', who, cause, cure }];
}

function disagreement(basePath: string, ofUrl: string): Finding {
  return {
    code: 'PH225',
    who: 'basePath',
    cause: `it is '${basePath}', and the path of baseUrl is '${ofUrl}'`,
    cure: 'Leave basePath out, or the path in baseUrl.',
  };
}

/** Percent-encoded, without a slash at its end. */
function pathIn(baseUrl: string | undefined): string {
  return baseUrl === undefined || !isBase(baseUrl) ? '' : new URL(baseUrl).pathname.replace(/\/+$/, '');
}

function isBase(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url) && URL.canParse(url) && !/[?#@\s]/.test(url);
}
