import { expect, it } from 'vitest'
import { check } from '../check-docs.ts'
import { manifest, plant } from './plant.ts'

const fence = (code: string, info = 'ts'): string => `\`\`\`${info}\n${code}\n\`\`\`\n`
const page = (...blocks: string[]): string =>
  plant({
    'packages/core/package.json': manifest('core'),
    'packages/core/src/index.ts': `export const answer: number = 42\n`,
    'examples/hono/package.json': {
      name: '@sallyport-examples/hono',
      exports: { '.': './src/adapter.ts' },
    },
    'examples/hono/src/adapter.ts': `export const guarded = 'guarded'\n`,
    'docs/guide/page.md': blocks.map((block) => `\n${block}`).join(''),
  })

it('accepts programs that compile, end, and print what they say', async () => {
  const root = page(
    fence(`import { answer } from '@sallyport/core'
import { guarded } from './sallyport-hono.ts'
import { writeFileSync } from 'node:fs'
writeFileSync('note', 'in a folder of its own')
const unused = 1
console.log(answer) // prints: 42
console.log([guarded, { deep: 1 }]) // prints: [ 'guarded', { deep: 1 } ]
console.log('one\\ntwo')
// prints: one
// prints: two`),
    fence(`console.log('nothing is said of this')`),
    fence(`await new Promise(() => setInterval(() => undefined, 1_000))`, 'ts no-run never ends'),
    fence(`this is no program`, 'sh'),
    fence(`this is no program`, ''),
  )
  expect(await check(root)).toEqual([])
})

it('finds what does not compile, fails, or prints something else, by file and line', async () => {
  const root = page(
    fence(`const a: string = 1`),
    fence(`import { gone } from '@sallyport/core'`, 'ts no-run it needs a database'),
    fence(`const a: { b(): void } = JSON.parse('{}')\n\na.b()`),
    fence(`console.log(1) // prints: 1\nconsole.log(2) // prints: 3`),
    fence(`console.log(1) // prints: 1\nconsole.log(2)`),
    fence(`// prints: 1`),
    fence(`process.exit(3)`),
    fence(`console.log('begun')\nthrow 'a string'`),
  )
  expect(await check(root)).toEqual([
    `docs/guide/page.md:3: Type 'number' is not assignable to type 'string'.`,
    expect.stringContaining(
      `docs/guide/page.md:7: Module '"@sallyport/core"' has no exported member`,
    ),
    'docs/guide/page.md:13: TypeError: a.b is not a function',
    'docs/guide/page.md:18: prints "2", not "3"',
    'docs/guide/page.md:21: prints "2" and does not say so',
    'docs/guide/page.md:27: prints "", not "1"',
    'docs/guide/page.md:30: exits with 3',
    expect.stringMatching(/^docs\/guide\/page\.md:34: .*a string/s),
  ])
})

it('finds fences that would go unchecked', async () => {
  const root = page(
    fence('', 'ts no-run'),
    fence('', 'ts norun it needs a database'),
    fence('', 'typescript'),
    fence('', 'js'),
  )
  expect(await check(root)).toEqual([
    'docs/guide/page.md:2: ```ts no-run: write ts, or ts no-run and its reason',
    'docs/guide/page.md:6: ```ts norun it needs a database: write ts, or ts no-run and its reason',
    'docs/guide/page.md:10: ```typescript: write ts, or ts no-run and its reason',
    'docs/guide/page.md:14: ```js: write ts, or ts no-run and its reason',
  ])
})

it('reads the examples of TSDoc, members included', async () => {
  const root = plant({
    'packages/core/package.json': manifest('core'),
    'packages/core/src/index.ts': `
/**
 * The answer.
 *
 * @example
 * \`\`\`ts
 * import { answer } from '@sallyport/core'
 *
 * console.log(answer) // prints: 43
 * \`\`\`
 */
export const answer: number = 42

export interface Question {
  /**
   * @example answer()
   * @returns what
   * \`\`\`ts
   * const a: string = 1
   * \`\`\`
   */
  ask(): number
}
`,
  })
  expect(await check(root)).toEqual([
    'packages/core/src/index.ts:16: the @example has no fence',
    `packages/core/src/index.ts:19: Type 'number' is not assignable to type 'string'.`,
    'packages/core/src/index.ts:9: prints "42", not "43"',
  ])
})

it('finds a program that does not end', async () => {
  const root = page(fence(`setInterval(() => undefined, 1_000)`))
  expect(await check(root, { deadlineMs: 500 })).toEqual([
    'docs/guide/page.md:2: does not end; close what it opens',
  ])
})
