import { createHash } from 'node:crypto';

import { Controller, Get, makeResponse } from 'phial';

/** A picture for everybody, made of the name: five by five fields, of which the right ones mirror the left ones. */
@Controller('/avatars')
export class Avatars {
  @Get('/:name')
  show(name: string) {
    return makeResponse(avatarOf(name), 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=86400',
    });
  }
}

function avatarOf(name: string): string {
  const hash = createHash('sha256').update(name).digest();
  const hue = Math.round((hash[0]! / 255) * 360);
  const fields = Array.from({ length: 15 }, (_, index) => (hash[index + 1]! % 2 === 0 ? squares(index) : '')).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 7 7" fill="hsl(${hue} 60% 45%)"><path fill="hsl(${hue} 50% 90%)" d="M-1-1h7v7h-7z"/><path d="${fields}"/></svg>`;
}

function squares(index: number): string {
  const [column, row] = [index % 3, Math.floor(index / 3)];
  return [...new Set([column, 4 - column])].map((x) => `M${x} ${row}h1v1h-1z`).join('');
}
