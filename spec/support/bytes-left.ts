import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** 200,000 bytes, ten times what the test client and compiled code leave. In pieces, since one so large would lie elsewhere. */
export function ballast(): number[][] {
  return Array.from({ length: 5 }, () => Array.from({ length: 5000 }, (_, index) => index));
}

/** How many bytes something leaves behind, each time, for the next collection of all garbage. */
export async function bytesLeftBy(something: () => Promise<unknown>, times = 40): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  // The first times leave compiled code.
  for (let done = 0; done < 20; done++) await something();
  const before = sizeOfOldSpace(collect);
  for (let done = 0; done < times; done++) await something();
  return (sizeOfOldSpace(collect) - before) / times;
}

/** What survives two minor collections is moved there. */
function sizeOfOldSpace(collect: (options: { type: 'minor' }) => void): number {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size;
}
