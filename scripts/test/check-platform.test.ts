import { expect, it } from 'vitest'
import { check } from '../check-platform.ts'
import { manifest, plant } from './plant.ts'

const core = (code: string): string =>
  plant({
    'packages/core/package.json': manifest('core', {
      exports: { '.': './src/index.ts', './node': './src/node.ts' },
    }),
    'packages/core/src/index.ts': `export { clock } from './clock.ts'`,
    'packages/core/src/clock.ts': `import './random.ts'\nimport './clock.ts'`,
    'packages/core/src/random.ts': code,
    'packages/core/src/node.ts': `import 'node:http'`,
  })

it('allows types of builtins, and builtins behind another entry point', async () => {
  expect(await check(core(`import type { Server } from 'node:http'`))).toEqual([])
})

it.each([
  `import { randomBytes } from 'node:crypto'`,
  `import { type Server } from 'node:http'`,
  `export * from 'fs'`,
  `await import('node:sqlite')`,
])('refuses a builtin below the main entry: %s', async (code) => {
  expect(await check(core(code))).toEqual([
    expect.stringContaining('packages/core/src/random.ts:1: @sallyport/core would load'),
  ])
})

it.each(["Buffer.from('a')", 'const home = process.env.HOME', 'f(Buffer.from)'])(
  "refuses a global of Node's below the main entry: %s",
  async (code) => {
    expect(await check(core(code))).toEqual([
      expect.stringContaining('packages/core/src/random.ts:1: @sallyport/core would use'),
    ])
  },
)

it('takes a property, a type or a text of that name for none', async () => {
  const code = `let a: Buffer\na = { process: 1 }.process\nconst text = 'Buffer.from(a)'`
  expect(await check(core(code))).toEqual([])
})
