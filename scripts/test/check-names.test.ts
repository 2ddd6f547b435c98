import { expect, it } from 'vitest'
import { check } from '../check-names.ts'
import { plant } from './plant.ts'

const findings = (code: string): Promise<string[]> =>
  check(plant({ 'packages/limits/src/limits.ts': code }))

it('accepts names that say something', async () => {
  const code = `
    import { type Manager, utils } from './other.ts'
    // class KeyManager is what the comment may say
    /** The store. */
    export interface Inventory { readonly implicit: string }
    /** What it is. */
    export const idle = new Manager('BaseManager').helper
    /** The first speaks for all. */
    export function claim(a: string): string
    export function claim(a: number): number
    export function claim(a: unknown): unknown { return utils(a) }
    const hidden = 1`
  expect(await findings(code)).toEqual([])
})

it.each([
  'class KeyManager {}',
  'const stringUtils = 1',
  'const helper = 1',
  'interface IKey {}',
  'class BaseStore {}',
  'type AbstractStore = 1',
  'function storeImpl() {}',
  'const a = (utils: string) => utils',
  'interface A { keyHelper(): void }',
])('refuses a name that says nothing: %s', async (code) => {
  expect(await findings(`\n${code}`)).toEqual([
    expect.stringMatching(/^packages\/limits\/src\/limits\.ts:2: '\w+' says nothing/),
  ])
})

it.each(['utils.ts', 'key-helpers.ts', 'base-store.ts', 'key.impl.ts', 'types.ts'])(
  'refuses the file name %s',
  async (name) => {
    expect(await check(plant({ [`packages/limits/src/${name}`]: '' }))).toEqual([
      `packages/limits/src/${name}:1: the file's name says nothing`,
    ])
  },
)

it('refuses an index.ts below the first', async () => {
  const root = plant({
    'packages/limits/src/index.ts': '',
    'packages/limits/src/stores/index.ts': '',
  })
  expect(await check(root)).toEqual([
    'packages/limits/src/stores/index.ts:1: no index.ts below src/index.ts',
  ])
})

it.each(['export default 1', '/** A. */ export default function a() {}'])(
  'refuses a default export: %s',
  async (code) => {
    expect(await findings(code)).toEqual([expect.stringContaining('a default export')])
  },
)

it.each([
  'export const a = 1',
  'export function a() {}',
  'export interface A {}',
  '// no TSDoc\nexport type A = 1',
  '/** Not here. */\nimport "x"\nexport class A {}',
])('refuses an export without TSDoc: %s', async (code) => {
  expect(await findings(code)).toEqual([expect.stringContaining('the export has no TSDoc')])
})

it('asks for TSDoc in the sources of packages alone', async () => {
  const root = plant({
    'packages/limits/test/world.ts': 'export const a = 1',
    'examples/service/src/service.ts': 'export const a = 1',
  })
  expect(await check(root)).toEqual([])
})
