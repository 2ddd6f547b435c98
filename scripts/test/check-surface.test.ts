import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { check, write } from '../check-surface.ts'
import { manifest, plant } from './plant.ts'

const limits = (): string =>
  plant({
    'packages/limits/package.json': manifest('limits', {
      exports: { '.': './src/index.ts', './testing': './src/testing.ts' },
    }),
    'packages/limits/src/index.ts': `
import { deny } from '@sallyport/core'
export { type Clock, allow } from '@sallyport/core'
export { type Verdict } from './claim.ts'
export { deny }
export { claim, type Limits } from './claim.ts'
export { window as sliding } from './window.ts'
`,
    'packages/limits/src/claim.ts': `
import type { Window } from './window.ts'
export type { Verdict } from '@sallyport/core'
/** How many. */
export interface Limits {
  /** Over what. */
  readonly window: Window
  /** What is left. */
  readonly left: Left
}
type Left = { readonly count: Count }
type Count = number
type Unseen = string
/**
 * Claims one.
 *
 * @returns whether there was one.
 *
 * @example
 * \`\`\`ts
 * claim(1)
 * \`\`\`
 */
export function claim(count: number): boolean
export function claim(count: string): boolean
export function claim(count: unknown): boolean {
  return count === 1
}
`,
    'packages/limits/src/window.ts': `
/** A span of time. */
export interface Window { readonly ms: number }
/** Makes a window. */
export const window: (ms: number) => Window = (ms) => ({ ms })
`,
    'packages/limits/src/testing.ts': `
export { claim } from './claim.ts'
/** Cases. */
export const cases: readonly string[] = []
`,
  })

const edit = (root: string, file: string, from: string, to: string): void => {
  const path = join(root, 'packages/limits', file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

it('writes everything that is given away, once and in order', async () => {
  const root = limits()
  write(root)
  expect(await check(root)).toEqual([])
  expect(
    readFileSync(join(root, 'packages/limits/api.d.ts'), 'utf8'),
  ).toBe(`// The public surface of @sallyport/limits, by entry point.

// @sallyport/limits

export { Clock } from '@sallyport/core';

export { allow } from '@sallyport/core';

export { Verdict } from '@sallyport/core';

export { deny } from '@sallyport/core';

/**
 * Claims one.
 *
 * @returns whether there was one.
 */
export declare function claim(count: number): boolean;

export declare function claim(count: string): boolean;

/** How many. */
export interface Limits {
    /** Over what. */
    readonly window: Window;
    /** What is left. */
    readonly left: Left;
}

/** Makes a window. */
export declare const window: (ms: number) => Window;

export { window as sliding };

// @sallyport/limits/testing

export { claim } from '@sallyport/limits';

/** Cases. */
export declare const cases: readonly string[];

// exported nowhere, but spoken of above

/** A span of time. */
export interface Window {
    readonly ms: number;
}

type Left = {
    readonly count: Count;
};

type Count = number;
`)
})

it('is silent about what stays inside', async () => {
  const root = limits()
  write(root)
  edit(root, 'src/claim.ts', 'type Unseen = string', 'type Unseen = number')
  edit(root, 'src/claim.ts', 'return count === 1', 'return count === 2')
  edit(root, 'src/claim.ts', '* claim(1)', '* claim(2)')
  expect(await check(root)).toEqual([])
})

it.each([
  ['a parameter', 'src/claim.ts', 'claim(count: number)', 'claim(count: bigint)'],
  ['a documented promise', 'src/claim.ts', 'Over what.', 'Over which.'],
  ['a type nobody exports', 'src/claim.ts', 'type Count = number', 'type Count = 1'],
  ['an export', 'src/index.ts', ', type Limits', ''],
  [
    'a new name',
    'src/testing.ts',
    '/** Cases. */',
    '/** More. */\nexport const more: 1 = 1\n/** Cases. */',
  ],
  ['another place', 'src/testing.ts', `export { claim } from './claim.ts'`, ''],
])('finds a change of %s', async (_, file, from, to) => {
  const root = limits()
  write(root)
  edit(root, file, from, to)
  expect(await check(root)).toEqual([
    expect.stringMatching(
      /^packages\/limits\/api\.d\.ts:\d+: the surface changed; if that is meant/,
    ),
  ])
})

it('says what changed, and where', async () => {
  const root = limits()
  write(root)
  edit(root, 'src/claim.ts', 'Over what.', 'Over which.')
  expect(await check(root)).toEqual([
    'packages/limits/api.d.ts:24: the surface changed; if that is meant: node scripts/check-surface.ts --write\n' +
      '    -     /** Over what. */\n    +     /** Over which. */',
  ])
})

it('finds a package without the file, and a declaration that only inference could write', async () => {
  const root = limits()
  edit(root, 'src/testing.ts', ': readonly string[]', '')
  expect(await check(root)).toEqual([
    expect.stringContaining('packages/limits/src/testing.ts:4: '),
    expect.stringContaining('packages/limits/api.d.ts:1: the surface changed'),
  ])
})
