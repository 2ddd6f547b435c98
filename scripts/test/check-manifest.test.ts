import { expect, it } from 'vitest'
import { check } from '../check-manifest.ts'
import { newPackage } from '../new-package.ts'
import { plant } from './plant.ts'

type Fields = Record<string, unknown>
const whole = newPackage('limits', 'Rate limits and quotas.')
const sound: Fields = JSON.parse(whole['package.json'] ?? '')
const sources = { 'packages/limits/src/index.ts': '', 'packages/limits/README.md': '' }

const findings = (fields: Fields, rest: Record<string, string> = sources): Promise<string[]> =>
  check(plant({ 'packages/limits/package.json': { ...sound, ...fields }, ...rest }))

it('accepts a sound one', async () => {
  expect(await findings({})).toEqual([])
})

it.each<[string, Fields]>([
  ['"name" must be "@sallyport/limits"', { name: '@sallyport/limit' }],
  ['"license" must be "MIT"', { license: 'ISC' }],
  ['"type" must be "module"', { type: undefined }],
  ['"sideEffects" must be false', { sideEffects: undefined }],
  ['"engines" must be {"node":">=22.18"}', { engines: { node: '>=20' } }],
  ['"files" must be ["dist"]', { files: ['dist', 'src'] }],
  ['"scripts.build" must be "tsup"', { scripts: {} }],
  ['"version" is missing', { version: 'next' }],
  ['"description" must say what it is in one sentence', { description: '' }],
  ['"@sallyport/core" must be "workspace:^"', { dependencies: { '@sallyport/core': '^0.1.0' } }],
])('finds that %s', async (finding, fields) => {
  expect(await findings(fields)).toEqual([`packages/limits/package.json:1: ${finding}`])
})

it.each(['access', 'provenance', 'exports'])('finds publishConfig without %s', async (field) => {
  const publishConfig = { ...(sound.publishConfig as object), [field]: undefined }
  const [first, ...others] = await findings({ publishConfig })
  expect(first).toContain(`publishConfig.${field}`)
  expect(others).toHaveLength(field === 'exports' ? 1 : 0)
})

it('finds exports and published exports that disagree', async () => {
  const exports = { '.': './src/index.ts', './testing': './src/testing.ts' }
  const files = { ...sources, 'packages/limits/src/testing.ts': '' }
  expect(await findings({ exports }, files)).toEqual([
    expect.stringContaining('publishConfig.exports["./testing"] must be {"import":{"types"'),
  ])
  const publishConfig = sound.publishConfig as { exports: object }
  const published = { ...publishConfig.exports, './old': './dist/old.js' }
  expect(await findings({ publishConfig: { ...publishConfig, exports: published } })).toEqual([
    expect.stringContaining('publishConfig.exports["./old"] has no counterpart in "exports"'),
  ])
})

it('finds types that stand behind what they describe', async () => {
  const publishConfig = sound.publishConfig as { exports: { '.': { require: object } } }
  const { require } = publishConfig.exports['.']
  const turned = Object.fromEntries(Object.entries(require).reverse())
  const exports = {
    ...publishConfig.exports,
    '.': { ...publishConfig.exports['.'], require: turned },
  }
  expect(await findings({ publishConfig: { ...publishConfig, exports } })).toHaveLength(1)
})

it('finds entry points that are not there, are built, or lack the main one', async () => {
  const [missing] = await findings({}, { 'packages/limits/README.md': '' })
  expect(missing).toContain('exports["."] names ./src/index.ts, which is not there')
  const [main, built] = await findings({ exports: { './x': './dist/x.js' } })
  expect(main).toContain('"exports" has no "."')
  expect(built).toContain('exports["./x"] must be a ./src/….ts')
})

it('finds a missing README', async () => {
  expect(await findings({}, { 'packages/limits/src/index.ts': '' })).toEqual([
    'packages/limits/package.json:1: the package has no README.md',
  ])
})

it('finds a folder whose name is none for a package', async () => {
  const named = { ...sound, name: '@sallyport/Limits' }
  const found = await check(
    plant({
      'packages/Limits/package.json': named,
      'packages/Limits/src/index.ts': '',
      'packages/Limits/README.md': '',
    }),
  )
  expect(found).toEqual([expect.stringContaining('"Limits" is no package name')])
})
